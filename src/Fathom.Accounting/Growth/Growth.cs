using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Accounting.Growth;

/// <summary>What several looks at one process show together. Only what was there at each look has a line.</summary>
public sealed record Growth(TimeSpan Over, int Looks, IReadOnlyList<GrowthLine> Lines)
{
    public const int FewestLooks = 8;

    /// <summary>The fastest first.</summary>
    public static Growth Of(IReadOnlyList<Snapshot> looks)
    {
        Dictionary<GrowthOf, List<(double Seconds, double Value)>> series = [];
        foreach (Snapshot look in looks)
        {
            double at = (look.TakenAt - looks[0].TakenAt).TotalSeconds;
            foreach ((GrowthOf of, Bytes bytes) in Figures(look))
            {
                if (!series.TryGetValue(of, out List<(double, double)>? points))
                    series[of] = points = [];
                points.Add((at, bytes.Value));
            }
        }
        List<GrowthLine> lines = [];
        foreach ((GrowthOf of, List<(double Seconds, double Value)> points) in series)
        {
            if (points.Count >= looks.Count - 1 && StraightLine.Through(points) is { } line)
                lines.Add(new GrowthLine(of, line, new Bytes((long)points[0].Value), new Bytes((long)points[^1].Value)));
        }
        lines.Sort((a, b) => b.Line.Slope.CompareTo(a.Line.Slope));
        return new Growth(looks.Count == 0 ? TimeSpan.Zero : looks[^1].TakenAt - looks[0].TakenAt, looks.Count, lines);
    }

    public GrowthLine? Line(GrowthKind kind, string name = "") => Lines.FirstOrDefault(line => line.Of == new GrowthOf(kind, name));

    static IEnumerable<(GrowthOf Of, Bytes Bytes)> Figures(Snapshot look)
    {
        Ledger ledger = Ledger.Of(look with { Census = null });
        yield return (new GrowthOf(GrowthKind.Resident, ""), ledger.Resident ?? ledger.Counted.Resident);
        if (look.Cgroup is { } cgroup)
            yield return (new GrowthOf(GrowthKind.Container, ""), cgroup.Usage);
        foreach (Posting line in ledger.Lines)
            yield return (new GrowthOf(GrowthKind.Account, line.Account), line.Amounts.Resident);
        yield return (new GrowthOf(GrowthKind.Account, Accounts.Unexplained), ledger.Unexplained.Resident);
        foreach ((long size, long bytes) in SizeClasses(look.MallocState))
            yield return (new GrowthOf(GrowthKind.SizeClass, size.ToString(CultureInfo.InvariantCulture)), new Bytes(bytes));
    }

    static Dictionary<long, long> SizeClasses(MallocState? malloc)
    {
        Dictionary<long, long> sums = [];
        foreach (SizeClass each in malloc?.Arenas.SelectMany(arena => arena.SizeClasses) ?? [])
            sums[each.ChunkSize.Value] = sums.GetValueOrDefault(each.ChunkSize.Value) + each.Total.Bytes.Value;
        return sums;
    }
}
