using System.Globalization;
using Fathom.Accounting.Tracing;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;
using Fathom.Views.Text;

namespace Fathom.Views.Tracing;

/// <summary>`trace --touch`: whose pages were touched, by whom.</summary>
public static class TouchView
{
    public static void Write(TouchAnswer answer, int columns, TextWriter to)
    {
        TouchTrace trace = answer.Trace;
        string grown = answer.Grown is { } change ? $"; resident {SizeText.ChangeInWords(change)}" : "";
        Paragraph.Write("Trace", string.Create(CultureInfo.InvariantCulture,
            $"{answer.Profile.Report.Moments[^1].Place}, {trace.Elapsed.TotalSeconds:0.#} s, {trace.Faults:N0} page faults, {trace.Seen:N0} of them sampled: {SizeText.Of(answer.Touched)} in pages of 4 KiB{grown}{(trace.TargetLives ? "" : "; the process has ended")}"), columns, to);
        Paragraph.Write("Most", Most(answer), columns, to);
        WriteRows(answer, "What the pages belong to", answer.Summary.Owners, columns, to);
        WriteRows(answer, "Who touched them", answer.Summary.Callers, columns, to);
        WriteRows(answer, "Thread", answer.Summary.Threads, columns, to);
        Paragraph.Write("Bounds", Bounds(answer), columns, to);
        GapsView.Write(answer.Profile.Gaps, columns, to);
    }

    static string Most(TouchAnswer answer) => answer.Summary is not { Owners: [var owner, ..], Callers: [var caller, ..], Threads: [var thread, ..] }
        ? "no page was touched for the first time"
        : $"{SizeText.Share(owner.Share)} are of {owner.Name}; {SizeText.Share(caller.Share)} were touched by {caller.Name}{(caller.Java is { } java ? $", from {java}" : "")}; {SizeText.Share(thread.Share)} by thread {thread.Name}";

    static void WriteRows(TouchAnswer answer, string title, IReadOnlyList<TouchRow> rows, int columns, TextWriter to)
    {
        if (rows.Count == 0)
            return;
        Table table = new(to, columns, new("Touched", 9, Align.Right), new("%", 7, Align.Right), new("Samples", 8, Align.Right), new(title, 0));
        table.Header();
        foreach (TouchRow row in rows.Take(answer.Profile.Shown.Top))
        {
            table.Row(SizeText.Of(Size(row)), SizeText.Share(row.Share), row.Samples.ToString("N0", CultureInfo.InvariantCulture), row.Name);
            if (row.Java is { } java)
                table.Row("", "", "", "<- " + java);
        }
        if (rows.Count > answer.Profile.Shown.Top)
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {rows.Count - answer.Profile.Shown.Top:N0} more (--top shows more)."));
    }

    internal static Bytes Size(TouchRow row) => new((long)(Math.Min(row.Faults, 1L << 50) * Bytes.PageSize));

    static string Bounds(TouchAnswer answer)
    {
        const string always = "a fault counts as 4 KiB: one that gets a page of 2 MiB, or 16 of a file at once, brings more, and one that only changes a page brings none; shares of n samples are right to 1/√n";
        return answer.Grown is { } grown && grown.Value > 2 * answer.Touched.Value && grown > Bytes.FromMiB(4)
            ? $"{always}. Resident memory grew by {SizeText.Of(grown)}, far more than faults of 4 KiB: large pages are at work, so shares count and sums do not"
            : always;
    }
}
