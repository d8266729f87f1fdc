using System.CommandLine;
using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Sources.Census;
using Fathom.Sources.Proc;
using Fathom.Views.Json;
using Fathom.Views.Text;

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
        command.SetAction(parsed => arguments.Target(parsed) is null && SeveralJvms() is { } jvms
            ? PsCommand.Write(session, jvms, arguments.Output(parsed), session.StartedAt)
            : Answering.Run(session, arguments, parsed, WriteText, WriteJson, more: Asked));
    }

    /// <summary>What the first answer is made of.</summary>
    public static LookOptions Asked(LookOptions options) => options with { Arenas = true, Container = true, Census = new CensusOptions() };

    public static void WriteText(Snapshot snapshot, TextWriter to, int columns) =>
        DoctorView.Write(snapshot, Ledger.Of(snapshot), CensusRows.Of(snapshot), columns, to);

    public static void WriteJson(Snapshot snapshot, Stream to)
    {
        snapshot = snapshot with { Gaps = [.. snapshot.Gaps, Gaps.NotJudged.At("doctor")] };
        LedgerJson.WriteDoctor(to, snapshot, Ledger.Of(snapshot), CensusRows.Of(snapshot));
    }

    static IReadOnlyList<JvmSummary>? SeveralJvms()
    {
        IReadOnlyList<JvmSummary> jvms = JvmList.Find(new LookOptions());
        return jvms.Count > 1 ? jvms : null;
    }
}
