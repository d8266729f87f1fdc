using System.Globalization;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Views.Text;

namespace Fathom.Views.Tracing;

/// <summary>The rows of a trace.</summary>
static class TraceTable
{
    /// <summary>Below so many columns shares give their place to the names.</summary>
    const int Narrow = 100;

    /// <param name="lines">The most that may be written, the head among them; null for all.</param>
    public static void Write(TraceAnswer answer, int columns, TextWriter to, int? lines = null)
    {
        if (answer.Summary.Count == 0)
            return;
        bool isNarrow = columns < Narrow;
        Table table = new(to, columns,
        [
            new("Lives", 9, Align.Right), new("per s", 9, Align.Right), new("Grew", 10, Align.Right), new("Made/s", 9, Align.Right),
            .. isNarrow ? (Column[])[] : [new("%", 7, Align.Right)], new(Title(answer.Group), 0),
        ]);
        table.Header();
        int left = (lines ?? int.MaxValue) - 1, shown = 0;
        foreach (TraceSummary row in answer.Summary.Take(answer.Profile.Shown.Top))
        {
            left -= row.Java is null ? 1 : 2;
            if (left < 0)
                break;
            string[] figures = [Size(row.Bytes), Size(row.Bytes / TraceWords.Seconds(answer)), Change(row.Grew), Made(answer, row)];
            table.Row([.. figures, .. isNarrow ? (string[])[] : [SizeText.Share(row.Share)], row.Native]);
            if (row.Java is { } java)
                table.Under("<- " + java);
            shown++;
        }
        if (lines is null && answer.Summary.Count > shown)
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {answer.Summary.Count - shown:N0} more (--top shows more)."));
    }

    static string Title(TraceGroup group) => group switch
    {
        TraceGroup.Method => "Java method it was for",
        TraceGroup.Line => "Line of Java it was for",
        TraceGroup.Function => "Who called malloc",
        TraceGroup.Library => "Library that called malloc",
        TraceGroup.Thread => "Thread",
        _ => "Who called malloc, and for whom",
    };

    /// <summary>Of late where that is known; by thread nobody counts it.</summary>
    static string Made(TraceAnswer answer, TraceSummary row) =>
        row.MadeOfLate is { } late && answer.Window is { TotalSeconds: > 0 } window ? Size(late / Math.Max(1, window.TotalSeconds))
        : row.Made is { } made ? Size(made / Math.Max(1, answer.Figures.Elapsed.TotalSeconds)) : "-";

    static string Change(double? bytes) => bytes is { } known ? SizeText.Change(new Bytes((long)known)) : "-";

    static string Size(double bytes) => SizeText.Of(new Bytes((long)bytes));
}
