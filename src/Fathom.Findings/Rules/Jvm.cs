using System.Globalization;
using Fathom.Accounting.Census;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>What several rules ask a JVM for.</summary>
static class Jvm
{
    const int LongestName = 80;

    public static bool IsOn(Case seen, string flag) => seen.Jvm?.Flag(flag) == "true";

    public static Bytes? Size(Case seen, string flag) =>
        ulong.TryParse(seen.Jvm?.Flag(flag), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) && value <= long.MaxValue
            ? new Bytes((long)value)
            : null;

    /// <summary>1.8.0_504 is 8; null where nothing tells.</summary>
    public static int? Feature(Case seen)
    {
        string[] parts = Version(seen).Split('.', '_', '+', '-');
        string first = parts is ["1", var second, ..] ? second : parts[0];
        return int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int feature) ? feature : null;
    }

    public static string Version(Case seen) => seen.Jvm?.Build?.Version ?? seen.Snapshot.Target.Jvm?.Version ?? "";

    /// <summary>Blocks of the JVM's own, by what is in them or by their memory tag.</summary>
    public static Rows Rows(Case seen, Func<CensusRow, bool> fits) => new(seen.Rows(fits));

    /// <summary>The named parts of what shall be explained, from these accounts in turn.</summary>
    public static IReadOnlyList<Share> Part(Case seen, Bytes whole, params string[] branches)
    {
        List<Share> shares = [];
        long left = whole.Value;
        foreach (Share share in branches.SelectMany(seen.SharesOn))
        {
            long part = Math.Min(left, share.Bytes.Value);
            if (part > 0)
                shares.Add(share with { Bytes = new Bytes(part) });
            left -= Math.Max(part, 0);
        }
        return shares;
    }

    /// <summary>Names of the target's own making may be of any length.</summary>
    public static string Short(string name) => name.Length <= LongestName ? name : name[..LongestName] + "…";

    public static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
