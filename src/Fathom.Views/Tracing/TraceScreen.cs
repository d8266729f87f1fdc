using Fathom.Views.Text;

namespace Fathom.Views.Tracing;

/// <summary>One page of a trace that is under way: what fits on a terminal, in plain lines.</summary>
public static class TraceScreen
{
    /// <param name="lines">Of the terminal; the page takes one less, as the last one would scroll.</param>
    /// <param name="marked">Growth is told since a moment that somebody marked.</param>
    public static string Page(TraceAnswer answer, int columns, int lines, bool marked)
    {
        using StringWriter to = new() { NewLine = "\n" };
        Paragraph.Write("Trace", TraceWords.Head(answer), columns, to);
        Paragraph.Write("Most", TraceWords.Most(answer), columns, to);
        to.WriteLine();
        int used = to.ToString().AsSpan().Count('\n') + 2;
        TraceTable.Write(answer, columns, to, lines - 1 - used);
        // Where words alone fill it, the keys come first all the same.
        string[] page = to.ToString().Split('\n');
        return string.Concat(page.Take(Math.Max(0, lines - 3)).Select(line => line + '\n')) + '\n' + Printable.Cut(Keys(answer, marked), columns) + '\n';
    }

    static string Keys(TraceAnswer answer, bool marked)
    {
        string since = answer.Window is { } window ? $"   (Grew, Made/s: {(marked ? "since the mark, " : "")}{TraceWords.Time(window)})" : "";
        return $"s sort by {TraceNames.Of(answer.Sort)}  g {TraceNames.Of(answer.Group)}  m mark  q end{since}";
    }
}
