using System.CommandLine;
using System.Diagnostics;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Sources.Proc;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>`fathom ps`: every JVM.</summary>
static class PsCommand
{
    public static Command Create(Session session)
    {
        Command command = new("ps", """
            Every JVM that runs here, in containers too: resident memory, heap maximum, limit and what is left.

            Example: fathom ps
            """);
        Option<bool> json = new("--json") { Description = "Write JSON (schema fathom/1) instead of text." };
        Option<string?> file = new("--output", "-o") { Description = "Write to FILE; .json chooses JSON.", HelpName = "FILE" };
        Option<bool> raw = new("--raw") { Description = "Show command lines with the secrets in them." };
        foreach (Option option in (ReadOnlySpan<Option>)[json, file, raw])
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            IReadOnlyList<JvmSummary> jvms = JvmList.Find(new LookOptions { Raw = parsed.GetValue(raw) });
            return Write(session, jvms, new OutputChoice(parsed.GetValue(file), parsed.GetValue(json)), session.StartedAt);
        });
        return command;
    }

    public static int Write(Session session, IReadOnlyList<JvmSummary> jvms, OutputChoice choice, long startedAt)
    {
        if (!OutputFile.Open(choice.File).Try(out Stream? opened, out Gap? gap))
            return Answering.Fail(session, gap);
        using Stream? file = opened;
        OutputFile.Begin(file);
        if (choice.IsJson)
        {
            Cost cost = Cost.None with { Wall = Stopwatch.GetElapsedTime(startedAt), OwnPeak = OwnFootprint.Peak() };
            PsJson.Write(file ?? session.Output, DateTimeOffset.UtcNow, jvms, cost);
        }
        else if (jvms.Count > 0)
        {
            using StreamWriter? writer = file is null ? null : new StreamWriter(file) { NewLine = "\n" };
            PsView.Write(jvms, writer is null ? session.Columns : 160, writer ?? session.Out);
        }
        return jvms.Count > 0 ? ExitCode.Fine : Answering.Fail(session, Gaps.NoJvm.At("/proc"));
    }
}
