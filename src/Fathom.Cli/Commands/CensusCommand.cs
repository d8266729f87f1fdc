using System.CommandLine;
using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>`fathom census`: whose the live blocks are.</summary>
static class CensusCommand
{
    public static Command Create(Session session)
    {
        Command command = new("census", """
            Whose malloc's live blocks are: library, structure, memory tag, and the Java class that holds them.

            Example: fathom census 4242
                     fathom census 4242 --by owner --min 1m
                     fathom census 4242 --lost --freeze=200ms --yes
                     fathom census 4242 --trace 30s --yes
            """);
        CensusArguments arguments = new(command);
        command.SetAction(parsed =>
        {
            if (arguments.Learn(parsed) is { } name)
                return CensusLearning.Run(session, arguments, parsed, name);
            if (!arguments.Choice(parsed, session).Try(out CensusChoice? choice, out Gap? gap))
                return Answering.Fail(session, gap);
            return arguments.Chunks(parsed) is { } path ? WithChunks(session, arguments, parsed, choice, path) : Run(session, arguments, parsed, choice, null);
        });
        return command;
    }

    static int WithChunks(Session session, CensusArguments arguments, ParseResult parsed, CensusChoice choice, string path)
    {
        if (!OutputFile.Open(path).Try(out Stream? file, out Gap? gap))
            return Answering.Fail(session, gap);
        using (file)
        {
            try
            {
                OutputFile.KeepPrivate(path);
                OutputFile.Begin(file);
                using StreamWriter writer = new(file!) { NewLine = "\n" };
                return Run(session, arguments, parsed, choice, writer);
            }
            // A full disk; reading the target throws nothing.
            catch (IOException)
            {
                return Answering.Fail(session, Gaps.OutputUnwritable.At(path));
            }
        }
    }

    static int Run(Session session, CensusArguments arguments, ParseResult parsed, CensusChoice choice, TextWriter? chunks)
    {
        TracedLook? trace = arguments.Trace(parsed, session);
        return Answering.Run(session, arguments.Look, parsed,
            (snapshot, to, columns) =>
            {
                CensusRows rows = Rows(snapshot, choice, chunks);
                CensusView.Write(snapshot, rows, Joined(snapshot, rows, trace), choice.Shown, columns, to);
            },
            (snapshot, to) =>
            {
                CensusRows rows = Rows(snapshot, choice, chunks);
                CensusJson.Write(to, snapshot, rows, Joined(snapshot, rows, trace));
            },
            Missing, choice.AddTo, choice.Own.Unread, trace is null ? null : trace.At);
    }

    static TracedCensus? Joined(Snapshot snapshot, CensusRows rows, TracedLook? trace) =>
        trace?.Blocks is { } blocks && snapshot.Census?.Chunks is { } each ? TracedCensus.Of(rows, each, blocks) : null;

    static CensusRows Rows(Snapshot snapshot, CensusChoice choice, TextWriter? chunks)
    {
        CensusRows rows = CensusRows.Of(snapshot, choice.Own.All);
        if (chunks is not null && snapshot.Census?.Chunks is { } each)
            ChunkLines.Write(each, rows, chunks);
        return rows;
    }

    public static Gap? Missing(Snapshot snapshot) => snapshot.Census is null ? Gaps.CensusNotShown.At("malloc") : null;
}
