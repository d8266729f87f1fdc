using System.CommandLine;
using Fathom.Cli.Commands;
using Fathom.Evidence;
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
            ParseResult parsed = Root(session).Parse(args, AsWritten);
            return parsed.Errors.Count > 0 ? Refuse(parsed, session) : parsed.Invoke(new InvocationConfiguration
            {
                Output = session.Out,
                Error = session.Talk,
                EnableDefaultExceptionHandler = false,
            });
        }
        // The world is read without exceptions: a file that fails is the one we write to (a full disk).
        catch (IOException problem)
        {
            return Answering.Fail(session, Gaps.OutputUnwritable.At(problem.Message));
        }
        // The only catch-all: what arrives here is a bug of ours, and its trace is the report.
        catch (Exception bug)
        {
            session.Talk.WriteLine(bug);
            return Answering.Fail(session, Gaps.Internal.At("fathom", null, bug.GetType().Name));
        }
    }

    static RootCommand Root(Session session)
    {
        RootCommand root = new("""
            Where a JVM's memory below the heap has gone, who took it, and what gives it back.
            Read from outside while it runs: nothing is attached, stopped, signalled or changed.

            Example: fathom            the one JVM that runs here, or the list of them
                     fathom 4242       the whole answer on one process
            """);
        DoctorCommand.Attach(root, session);
        foreach (Func<Session, Command> verb in Verbs.All)
            root.Subcommands.Add(verb(session));
        return root;
    }

    static int Refuse(ParseResult parsed, Session session)
    {
        foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
            session.Talk.WriteLine("fathom: " + Printable.Of(string.Join(' ', error.Message.Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries))));
        session.Talk.WriteLine("  try: fathom " + (parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ") + "--help");
        return ExitCode.Usage;
    }
}
