using System.CommandLine;
using System.CommandLine.Parsing;
using Fathom.Cli.Commands;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Views.Text;

namespace Fathom.Cli;

public static class Program
{
    // A target's name may begin with @: it is not the name of a file with arguments. And -all is a word of the JVM's.
    static readonly ParserConfiguration AsWritten = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    public static int Main(string[] args)
    {
        using Session session = Session.OfThisProcess();
        return Run(args, session);
    }

    public static int Run(string[] args, Session session)
    {
        try
        {
            if (OwnFootprint.ClaimLeast(OwnFootprint.OwnCgroup()) is { } refusal)
                return Answering.Fail(session, refusal);
            ParseResult parsed = Root(session, args).Parse(args, AsWritten);
            List<string> errors = [.. parsed.Errors.Select(error => error.Message)];
            if (parsed.CommandResult.Command is not RootCommand)
                errors.AddRange(WithoutTargetOfRoot(parsed));
            if (errors.Count > 0)
                return Refuse(parsed, errors, session);
            int code = parsed.Invoke(new InvocationConfiguration
            {
                Output = session.Out,
                Error = session.Talk,
                EnableDefaultExceptionHandler = false,
            });
            // A full disk shows here at the latest.
            session.Out.Flush();
            return code;
        }
        // The world is read without exceptions: a file that fails is the one we write to (a full disk).
        catch (IOException problem)
        {
            return Answering.Fail(session, Gaps.OutputUnwritable.At(problem.Message));
        }
        // Memory that the runtime refuses for want of room, by the container's limit or our own.
        catch (OutOfMemoryException)
        {
            return Answering.Fail(session, Gaps.MemoryUsedUp.At("fathom", null, OwnFootprint.Limit));
        }
        // The only catch-all: what arrives here is a bug of ours, and its trace is the report.
        catch (Exception bug)
        {
            session.Talk.WriteLine(bug);
            return Answering.Fail(session, Gaps.Internal.At("fathom", null, bug.GetType().Name));
        }
    }

    static RootCommand Root(Session session, string[] args)
    {
        RootCommand root = new("""
            Where a JVM's memory below the heap has gone, who took it, and what gives it back.
            Read from outside while it runs: nothing is attached, stopped, signalled or changed, unless an option asks for it.

            Example: fathom            the one JVM that runs here, or the list of them
                     fathom 4242       the whole answer on one process
            """);
        DoctorCommand.Attach(root, session);
        foreach (Func<Session, Command> verb in Verbs.For(args))
            root.Subcommands.Add(verb(session));
        return root;
    }

    /// <summary>
    /// The library gives a verb the arguments of the commands above it: help would say `fathom [&lt;TARGET&gt;] ps`, and
    /// the target of `fathom 4242 ledger` would be passed over.
    /// </summary>
    static IEnumerable<string> WithoutTargetOfRoot(ParseResult parsed)
    {
        foreach (Argument argument in parsed.RootCommandResult.Command.Arguments)
        {
            argument.Hidden = true;
            if (parsed.GetResult(argument) is { Tokens: [var target, ..] })
                yield return $"TARGET stands behind the verb, not before it: {target.Value}";
        }
    }

    /// <summary>The whole verb, as in `lab run`, with a blank behind it.</summary>
    static string VerbsOf(SymbolResult? result) =>
        result is CommandResult { Command: not RootCommand and var command }
            ? VerbsOf(result.Parent) + command.Name + " "
            : "";

    static int Refuse(ParseResult parsed, IEnumerable<string> errors, Session session)
    {
        foreach (string error in errors)
            session.Talk.WriteLine("fathom: " + Printable.Of(string.Join(' ', error.Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries))));
        session.Talk.WriteLine("  try: fathom " + VerbsOf(parsed.CommandResult) + "--help");
        return ExitCode.Usage;
    }
}
