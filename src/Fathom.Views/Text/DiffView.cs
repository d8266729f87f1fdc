using System.Globalization;
using Fathom.Accounting.Comparison;
using Fathom.Evidence;

namespace Fathom.Views.Text;

/// <summary>What of a diff is shown.</summary>
public readonly record struct DiffShown(Bytes Min, int Top);

/// <summary>`diff`: what changed, each kind in a table, the greatest change first.</summary>
public static class DiffView
{
    const int WideFrom = 100;

    public static void Write(DiffAnswer answer, DiffShown shown, int columns, TextWriter to)
    {
        Diff diff = answer.Diff;
        Paragraph.Write("Before", Name(diff.Before), columns, to);
        Paragraph.Write("After", Name(diff.After) + Later(diff), columns, to);
        if (diff.ResidentChange is { } change)
            Paragraph.Write("RSS", $"{SizeText.Of(diff.Before.Resident)} -> {SizeText.Of(diff.After.Resident)}: {Change(change)}{AnHour(diff, change)}", columns, to);
        foreach (DiffTable table in diff.Tables)
            Write(diff, table, shown, columns, to);
        if (answer.Limit is { } limit)
            Paragraph.Write("Limit", answer.IsOver ? $"{SizeText.Of(limit)}, and more has grown" : $"{SizeText.Of(limit)}, and nothing has grown by more", columns, to);
        GapsView.Write(answer.Gaps, columns, to);
        if (answer.Cost.Wall > TimeSpan.Zero)
            CostView.Write(answer.Cost, to);
    }

    public static string Title(DiffBy by) => by switch
    {
        DiffBy.Account => "accounts",
        DiffBy.Census => "live blocks by structure",
        DiffBy.Size => "live blocks by size",
        DiffBy.Mapping => "mappings",
        DiffBy.Tag => "NMT tags",
        DiffBy.Site => "NMT call sites",
        DiffBy.Use => "native memory by who asked",
        DiffBy.Function => "functions, each by itself",
        DiffBy.Figure => "figures of the recordings",
        DiffBy.Owner => "Java objects that own native memory",
        DiffBy.Holder => "the same by who keeps them",
        _ => "Java classes",
    };

    static string Name(Side side)
    {
        List<string> parts = [side.Place];
        if (side.Program.Length > 0 && side.Program != side.Place)
            parts.Add(side.Program);
        if (side.Target.Pid is { } pid && pid.ToString(CultureInfo.InvariantCulture) != side.Place)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"pid {pid}"));
        if (side.TakenAt is { } at)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"));
        if (side.Moment.Length > 0)
            parts.Add(side.Moment);
        return string.Join(", ", parts);
    }

    static string Later(Diff diff) => diff.Between is { Ticks: > 0 } span ? $", {SizeText.Of(span)} later" : "";

    static string AnHour(Diff diff, Bytes change) => diff.PerHour(change) is { } rate && change != Bytes.Zero ? $", {SizeText.Change(rate)} an hour" : "";

    static string Change(Bytes change) => change == Bytes.Zero ? "as it was" : SizeText.Change(change);

    static void Write(Diff diff, DiffTable all, DiffShown shown, int columns, TextWriter to)
    {
        List<DiffLine> lines = [.. all.Lines.Where(line => Math.Abs(line.By.Value) >= shown.Min.Value)];
        string what = Title(all.By) + (all.IsByName ? " by name" : "");
        to.WriteLine(!all.HasSum ? $"{char.ToUpperInvariant(what[0])}{what[1..]}:" : string.Create(CultureInfo.InvariantCulture,
            $"{char.ToUpperInvariant(what[0])}{what[1..]}: {SizeText.Of(all.Before)} -> {SizeText.Of(all.After)}, {Change(all.Change)}{AnHour(diff, all.Change)}"));
        if (lines.Count > 0)
            WriteLines(diff, all, lines, shown.Top, columns, to);
        WriteRest(all, lines, shown, to);
    }

    static void WriteLines(Diff diff, DiffTable all, List<DiffLine> lines, int top, int columns, TextWriter to)
    {
        bool hasRates = columns >= WideFrom && diff.PerHour(Bytes.FromMiB(1)) is not null, hasCounts = lines.Any(line => line.CountBy is not null);
        List<Column> layout = [new("Change", 9, Align.Right)];
        if (hasRates)
            layout.Add(new("An hour", 9, Align.Right));
        layout.AddRange([new("Before", 9, Align.Right), new("After", 9, Align.Right)]);
        if (hasCounts)
            layout.Add(new("Count", 9, Align.Right));
        layout.Add(new("", 0));
        Table table = new(to, columns, [.. layout]);
        table.Header();
        foreach (DiffLine line in lines.Take(top))
        {
            List<string> cells = [SizeText.Change(line.By)];
            if (hasRates)
                cells.Add(diff.PerHour(line.By) is { } rate ? SizeText.Change(rate) : "-");
            cells.AddRange([line.Before is null ? "new" : SizeText.Of(line.Then), line.After is null ? "gone" : SizeText.Of(line.Now)]);
            if (hasCounts)
                cells.Add(line.CountBy?.ToString("+#,##0;-#,##0;'.'", CultureInfo.InvariantCulture) ?? "-");
            cells.Add(Name(all.By, line, table.LastWidth));
            table.Row([.. cells]);
        }
    }

    /// <summary>A mapping by where it begins, whose it is, and its file.</summary>
    static string Name(DiffBy by, DiffLine line, int width)
    {
        Measure one = line.Named;
        if (by != DiffBy.Mapping)
            return one.Detail is { } detail ? $"{detail}: {one.Name}" : one.Name;
        if (one.Range is not { } range)
            return Printable.CutLeft(one.Name, width);
        string text = $"{range.Start.ToString()[2..]} {one.Detail ?? line.Before?.Detail ?? "-"}";
        int left = width - text.Length - 2;
        return one.Name.Length == 0 || left < 8 ? text : $"{text}  {Printable.CutLeft(one.Name, left)}";
    }

    static void WriteRest(DiffTable all, List<DiffLine> lines, DiffShown shown, TextWriter to)
    {
        List<string> rest = [];
        if (lines.Count > shown.Top)
            rest.Add(!all.HasSum ? string.Create(CultureInfo.InvariantCulture, $"{lines.Count - shown.Top:N0} more changed (--top shows more)")
                : string.Create(CultureInfo.InvariantCulture, $"{lines.Count - shown.Top:N0} more changed ({SizeText.Change(Sum(lines.Skip(shown.Top)))}; --top shows more)"));
        if (all.Lines.Count > lines.Count)
            rest.Add(string.Create(CultureInfo.InvariantCulture, $"{all.Lines.Count - lines.Count:N0} changed by less than {SizeText.Of(shown.Min)} ({SizeText.Change(all.Change - Sum(lines) - Rounding(all))})"));
        rest.Add(string.Create(CultureInfo.InvariantCulture, $"{all.Same:N0} as they were"));
        to.WriteLine("  " + string.Join("; ", rest) + ".");
    }

    static Bytes Sum(IEnumerable<DiffLine> lines) => lines.Aggregate(Bytes.Zero, (sum, line) => sum + line.By);

    /// <summary>What lines that count as unchanged differ by.</summary>
    static Bytes Rounding(DiffTable all) => all.Change - Sum(all.Lines);
}
