using System.CommandLine;
using Fathom.Evidence;
using Fathom.Evidence.HeapDumps;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Saved;
using Fathom.Sources;
using Fathom.Sources.Census;
using Fathom.Sources.Proc;

namespace Fathom.Cli.Commands;

/// <summary>The whole answer. It is what fathom does when no verb is given.</summary>
static class DoctorCommand
{
    public static Command Create(Session session)
    {
        Command command = new("doctor", """
            The whole answer on one process: its memory by owner, and what could not be read.

            Example: fathom doctor 4242        (the same as: fathom 4242)
            """);
        Attach(command, session);
        return command;
    }

    /// <summary>Also the root command's own action.</summary>
    public static void Attach(Command command, Session session)
    {
        LookArguments arguments = new(command, deep: true);
        DoctorArguments more = new(command);
        command.SetAction(parsed => arguments.Targets(parsed).Count == 0 && SeveralJvms() is { } jvms
            ? PsCommand.Write(session, jvms, arguments.Output(parsed), session.StartedAt)
            : Answer(session, arguments, more, parsed));
    }

    static int Answer(Session session, LookArguments arguments, DoctorArguments more, ParseResult parsed)
    {
        if (!more.Earlier(parsed).Try(out EarlierAnswer? earlier, out Gap? gap))
            return Answering.Fail(session, gap);
        OwnFingerprints own = FingerprintFiles.Own(session);
        DoctorAnswer answer = new(own.All) { Earlier = more.IsAgainst(parsed) ? earlier : null, WithBudget = more.WithBudget(parsed) };
        TimeSpan? time = more.For(parsed);
        int exit = Answering.Run(session, arguments, parsed, answer.WriteText, answer.WriteJson, more: options => Asked(options, more.Lost(parsed)), known: own.Unread,
            look: (place, options) => (time is { } whole ? answer.Watch(session, place, options, whole, arguments.Quiet(parsed))
                : Looking.At(session, arguments.Quiet(parsed), place, options)).Then<Snapshot>(snapshot => Answered(snapshot)));
        return Math.Max(exit, answer.ExitCode);
    }

    /// <summary>Recordings, heap dumps and profiles answer without the sizes of mappings; a ledger still needs those.</summary>
    static Snapshot Answered(Snapshot snapshot) =>
        !snapshot.HasSizes && snapshot.Saved?.Pieces.Any(piece => !piece.IsApart && Tells(piece.Content)) == true
            ? snapshot with { Gaps = [.. snapshot.Gaps.Select(gap => gap.Id == Gaps.NothingToBalance.Id ? Gaps.SizesNotGiven.At(gap.Where) : gap)] } : snapshot;

    static bool Tells(object? content) => content switch
    {
        FlightRecording recording => recording.Series.Count > 0,
        HeapDump dump => dump.Objects > 0,
        // Of what was allocated in all nothing is judged.
        AllocationProfile profile => profile is { Samples.Count: > 0, HasFrees: true } && profile.Columns.Any(column => column.Measure == ProfileMeasure.InUseBytes),
        _ => false,
    };

    /// <summary>What the first answer is made of.</summary>
    public static LookOptions Asked(LookOptions options) => Asked(options, lost: false);

    static LookOptions Asked(LookOptions options, bool lost) =>
        options with { Arenas = true, JvmFigures = true, OpenFiles = true, Container = true, Census = new CensusOptions { Lost = lost } };

    static IReadOnlyList<JvmSummary>? SeveralJvms()
    {
        IReadOnlyList<JvmSummary> jvms = JvmList.Find(new LookOptions());
        return jvms.Count > 1 ? jvms : null;
    }
}
