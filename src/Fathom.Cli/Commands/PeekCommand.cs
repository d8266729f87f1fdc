using System.CommandLine;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Sources.Census;
using Fathom.Sources.Peeking;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>`fathom peek`: what stands in memory.</summary>
static class PeekCommand
{
    public static Command Create(Session session)
    {
        Command command = new("peek", """
            What stands in a block, a range, a mapping, an arena, live chunks of a size or of a row of the census, or all memory:
            texts with their counts and what they look like; of a block its header, bin, neighbours and who points to it.
            Secrets are masked.

            Example: fathom peek 4242 0x7f31a4002b20              the block that holds this address
                     fathom peek 4242 0x7f31a4000000+64m -o a.dump  as gdb's dump memory, without a stop
                     fathom peek 4242 --size 32784 --hex          what live chunks of that size hold
                     fathom peek 4242 --group libz.so.1/inflate   what those streams hold
                     fathom peek 4242 --all --min-length 20
            """);
        PeekArguments arguments = new(command);
        command.SetAction(parsed => Run(session, arguments, parsed));
        return command;
    }

    static int Run(Session session, PeekArguments arguments, ParseResult parsed)
    {
        if (OwnFootprint.Claim(OwnFootprint.OwnCgroup()) is { } refusal)
            return Answering.Fail(session, refusal);
        if (!arguments.Options(parsed, session).Try(out PeekOptions? peek, out Gap? gap))
            return Answering.Fail(session, gap);
        string? path = arguments.File(parsed);
        if (!OutputFile.Open(path).Try(out Stream? file, out gap))
            return Answering.Fail(session, gap);
        using (file)
        {
            if (!Answering.Place(session, arguments.Target(parsed)).Try(out TargetPlace? place, out gap))
                return Answering.Fail(session, gap);
            if (arguments.Objection(parsed, session, place, peek) is { } objection)
                return Answering.Fail(session, objection);
            try
            {
                OutputFile.KeepPrivate(path);
                OutputFile.Begin(file);
                if (!arguments.Act(place, peek).Try(out IReadOnlyList<string>? left, out gap))
                    return Answering.Fail(session, gap);
                LookOptions options = new() { LeftBehind = left, Peek = peek with { Into = file }, Raw = arguments.Raw(parsed), Census = CensusFor(peek) };
                if (!Looking.At(session, arguments.Quiet(parsed), place, options).Try(out Snapshot? snapshot, out gap))
                    return Answering.Fail(session, gap);
                file?.Flush();
                return Answer(session, arguments, parsed, snapshot);
            }
            // A full disk; reading the target throws nothing.
            catch (IOException) when (path is not null)
            {
                return Answering.Fail(session, Gaps.OutputUnwritable.At(path));
            }
        }
    }

    /// <summary>As `census` looks, so that its rows are found again.</summary>
    static CensusOptions? CensusFor(PeekOptions peek) =>
        peek.Where == PeekWhere.Groups ? new CensusOptions { Exact = true, Chunks = true, HolderBudget = CensusArguments.UsualBudget } : null;

    static int Answer(Session session, PeekArguments arguments, ParseResult parsed, Snapshot snapshot)
    {
        if (snapshot.Contents is null)
            snapshot = snapshot with { Gaps = [.. snapshot.Gaps, Gaps.PeekNotShown.At("memory")] };
        snapshot = Answering.Complete(snapshot);
        bool isJson = arguments.Json(parsed);
        Snapshot shown = arguments.Quiet(parsed) && !isJson ? snapshot with { Gaps = [] } : snapshot;
        Answering.Write(session, new OutputChoice(null, isJson), null, shown,
            (what, to, columns) => PeekView.Write(what, columns, to), (what, to) => PeekJson.Write(to, what));
        return Answering.ExitOf(snapshot);
    }
}
