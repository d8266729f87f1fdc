using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Views.Text;

namespace Fathom.Views.Tracing;

/// <summary>`run`: how it ended, then each process as `trace` shows it.</summary>
public static class RunView
{
    const int MostNames = 8, MostTags = 6;

    public static void Write(RunAnswer answer, int columns, TextWriter to)
    {
        Paragraph.Write("Run", string.Create(CultureInfo.InvariantCulture,
            $"{answer.Command}: {answer.Elapsed.TotalSeconds:0.#} s, {(answer.ExitCode is { } code ? $"exit {code}" : "runs on")}; {Count(answer.Processes.Count)} took the probe up"), columns, to);
        string[] idle = [.. answer.Processes.Where(process => process.Trace is null).Select(process => process.Name)];
        if (idle.Length > 0)
            Paragraph.Write("Idle", $"nothing was sampled of {string.Join(", ", idle.Take(MostNames))}{(idle.Length > MostNames ? string.Create(CultureInfo.InvariantCulture, $" and {idle.Length - MostNames} more") : "")}", columns, to);
        foreach (RunProcess process in answer.Processes)
        {
            if (process.Trace is null && process.Nmt is null)
                continue;
            to.WriteLine();
            if (process.Trace is { } trace)
                TraceView.Write(trace, columns, to);
            if (process.Nmt is { } nmt)
                Paragraph.Write("NMT", $"{process.Name} had {SizeText.Of(nmt.Committed.Size)} committed at its end: {Tags(nmt)}", columns, to);
        }
        GapsView.Write(answer.Gaps, columns, to);
    }

    static string Tags(NmtReport nmt) => string.Join(", ",
        nmt.Categories.OrderByDescending(category => category.Committed.Size).Take(MostTags).Select(category => $"{category.Tag} {SizeText.Of(category.Committed.Size)}"));

    static string Count(int processes) => processes switch
    {
        0 => "no process",
        1 => "1 process",
        _ => string.Create(CultureInfo.InvariantCulture, $"{processes} processes"),
    };
}
