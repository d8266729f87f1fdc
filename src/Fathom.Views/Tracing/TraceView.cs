using Fathom.Views.Profiles;
using Fathom.Views.Text;

namespace Fathom.Views.Tracing;

/// <summary>`trace`: the answer in words, then the table.</summary>
public static class TraceView
{
    public static void Write(TraceAnswer answer, int columns, TextWriter to)
    {
        Paragraph.Write("Trace", TraceWords.Head(answer), columns, to);
        Paragraph.Write("Most", TraceWords.Most(answer), columns, to);
        if (answer.Difference is { } difference)
            TraceDiffView.Write(difference, answer.Profile.Shown.Top, columns, to);
        else if (answer.ByStack)
            TraceTable.Write(answer, columns, to);
        else
            ProfileView.WriteTable(answer.Profile, columns, to);
        if (answer is { ByStack: true, Difference: null, Window: not null, Summary.Count: > 0 })
            Paragraph.Write("Growth", TraceWords.Grew(answer), columns, to);
        if (answer.Sizes is { } sizes)
            Paragraph.Write("Sizes", TraceWords.Sizes(sizes), columns, to);
        Paragraph.Write("Seen", TraceWords.Seen(answer.Figures), columns, to);
        if (answer.Coverage is { } coverage)
            Paragraph.Write("Coverage", TraceWords.Coverage(coverage), columns, to);
        Paragraph.Write("Unseen", EngineText.Unseen(answer.Figures), columns, to);
        GapsView.Write(answer.Profile.Gaps, columns, to);
    }
}
