using System.Globalization;
using Fathom.Accounting.Census;
using Fathom.Accounting.Growth;
using Fathom.Evidence;

namespace Fathom.Findings;

/// <summary>The growth of what a finding is about.</summary>
public static class Growing
{
    public static IEnumerable<GrowthLine> Of(Finding finding, Case seen, Growth growth)
    {
        HashSet<GrowthOf> wanted = [];
        foreach (Share share in finding.Shares)
        {
            if (Row(share, seen) is not { } row)
                wanted.Add(new GrowthOf(GrowthKind.Account, share.Place));
            foreach (Bytes size in Row(share, seen)?.SizeClasses ?? [])
                wanted.Add(new GrowthOf(GrowthKind.SizeClass, size.Value.ToString(CultureInfo.InvariantCulture)));
        }
        return growth.Lines.Where(line => wanted.Contains(line.Of));
    }

    /// <summary>44.0 KiB/s +- 0.1, a line for each that grows without doubt.</summary>
    public static IEnumerable<string> Said(Finding finding, Case seen, Growth growth)
    {
        foreach (GrowthLine line in Of(finding, seen, growth).Where(line => line.Grows).Take(3))
            yield return Say(line, growth);
    }

    public static string Say(GrowthLine line, Growth growth) => string.Create(CultureInfo.InvariantCulture,
        $"{Name(line.Of)} grows by {Rate(line.Line.Slope)} +- {Rate(line.Line.Error)} ({growth.Looks} looks in {growth.Over.TotalSeconds:0} s)");

    public static string Name(GrowthOf of) => of.Kind switch
    {
        GrowthKind.Resident => "RSS",
        GrowthKind.Container => "the container's usage",
        GrowthKind.SizeClass => "live blocks of " + of.Name + " B",
        _ => of.Name,
    };

    public static string Rate(double perSecond) => Math.Abs(perSecond) < 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{perSecond:0} B/s")
        : SizeText.Of(new Bytes((long)Math.Clamp(perSecond, -1e17, 1e17))) + "/s";

    static CensusRow? Row(Share share, Case seen)
    {
        for (int i = 0; i < seen.Census.Rows.Count; i++)
        {
            if (share.Place == Share.Row(i))
                return seen.Census.Rows[i];
        }
        return null;
    }
}
