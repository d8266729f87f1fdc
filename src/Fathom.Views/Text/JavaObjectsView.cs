using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Views.Text;

/// <summary>`jvm --objects`: each kind of object that owns native memory, those that own most first; its class below it where the screen is narrow.</summary>
public static class JavaObjectsView
{
    const int WideFrom = 110;
    const int OwnsWidth = 32;
    const int UnderIndent = 13;

    public static void Write(JavaObjectsAnswer answer, int columns, TextWriter to)
    {
        HeadView.Write(new Snapshot { TakenAt = answer.TakenAt, Target = answer.Target, Cost = answer.Cost }, columns, to);
        bool sampled = answer.Objects.Scan.Sampled;
        bool wide = columns >= WideFrom;
        List<Column> layout = [new("Count", 9, Align.Right)];
        if (sampled)
            layout.Add(new("+-", 8, Align.Right));
        layout.AddRange([new("Open", 9, Align.Right), new("Native", 9, Align.Right)]);
        if (wide)
            layout.Add(new("On heap", 9, Align.Right));
        Column owns = new("Each of them owns", OwnsWidth);
        Table table = new(to, columns, [.. layout, .. wide ? (Column[])[owns, new("Class", 0)] : [owns]]);
        table.Header();
        foreach (ObjectCount count in Sorted(answer.Objects.Counts))
        {
            List<string> cells = [Number(count.Count)];
            if (sampled)
                cells.Add(Number(count.CountError));
            cells.AddRange([Number(count.Open), count.Native is { } native ? SizeText.Of(native) : "-"]);
            if (wide)
                cells.Add(SizeText.Of(count.Shallow));
            // The end of a name tells more than its package.
            table.Row([.. cells, count.Owns, .. wide ? (string[])[Printable.CutLeft(count.ClassName, table.LastWidth)] : []]);
            if (!wide)
                table.Under(Printable.CutLeft(count.ClassName, Math.Max(OwnsWidth, columns - UnderIndent)));
        }
        Paragraph.Write("Counted", Sentence(answer.Objects), columns, to);
        GapsView.Write(answer.Gaps, columns, to);
        CostView.Write(answer.Cost, to);
    }

    public static IEnumerable<ObjectCount> Sorted(IEnumerable<ObjectCount> counts) =>
        counts.OrderByDescending(count => count.Native ?? Bytes.Zero).ThenByDescending(count => count.Count)
            .ThenBy(count => count.ClassName, StringComparer.Ordinal).ThenBy(count => count.Owns, StringComparer.Ordinal);

    static string Sentence(JavaObjects objects)
    {
        ObjectScan scan = objects.Scan;
        string how = scan.IsExact ? "every object counted"
            : scan.Sampled ? "a sample of " + SizeText.Of(scan.Walked) + "; +- holds the truth in 95 of 100 samples, rare classes may be missing"
            : "not exact, see below";
        return string.Create(CultureInfo.InvariantCulture,
            $"{(scan.Sampled ? "about " : "")}{scan.Objects:N0} objects in {SizeText.Of(scan.Used)} ({objects.Collector}), {how}; {scan.Took.TotalSeconds:0.00} s.");
    }

    static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "-";
}
