using System.Globalization;
using Fathom.Accounting.Census;
using Fathom.Evidence;

namespace Fathom.Views.Text;

/// <summary>Who made the blocks of a census since the trace beside it began.</summary>
static class MadeByView
{
    const int Most = 3;

    public static void Write(TracedCensus traced, int columns, TextWriter to) => Paragraph.Write("Traced", string.Create(CultureInfo.InvariantCulture,
        $"{traced.Trace.Figures.Elapsed.TotalSeconds:0.#} s, a sample every {SizeText.Of(traced.Trace.Figures.Interval)}: {traced.Found:N0} of the {traced.Samples:N0} that lived through the look are among these blocks. "
        + $"What was made before the trace has nobody below it"), columns, to);

    /// <summary>"12 MiB made by updatewindow of libz.so.1 (24 samples)", and below it "&lt;- Orders.copy (Orders.java:41)".</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<MadeBy> makers)
    {
        foreach (MadeBy maker in makers.Take(Most))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{SizeText.Of(new Bytes((long)maker.Bytes))} made by {maker.Native} ({maker.Samples:N0} {(maker.Samples == 1 ? "sample" : "samples")})");
            if (maker.Java is { } java)
                yield return "  <- " + java;
        }
        if (makers.Count > Most)
            yield return string.Create(CultureInfo.InvariantCulture, $"{SizeText.Of(new Bytes((long)makers.Skip(Most).Sum(maker => maker.Bytes)))} made by {makers.Count - Most:N0} more");
    }
}
