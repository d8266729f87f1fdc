using System.Globalization;
using System.Text.RegularExpressions;

namespace Fathom.Live.Tests.Census;

/// <summary>
/// Rows of the census that fit what is named here, added up, must come to this many structures and bytes. What is null is
/// not judged. Names may differ between JDKs and zlibs: any of them fits.
/// </summary>
sealed record Expected(long LeastCount, long MostCount, long LeastBytes, long MostBytes)
{
    /// <summary>Prefixes of the library's name; empty: none but libjvm, which allocates for Java.</summary>
    internal string[]? Owners { get; init; }

    internal string? Structure { get; init; }

    internal long[]? Chunks { get; init; }

    internal string[]? Holders { get; init; }

    internal string[]? Referrers { get; init; }

    internal string[]? Reach { get; init; }

    internal string? From { get; init; }

    /// <summary>That many, within a hundredth, of so many bytes each.</summary>
    internal static Expected Of(long count, long leastBytes, long mostBytes)
    {
        long off = Math.Max(1, count / 100);
        return new(count - off, count + off, (count - off) * leastBytes, (count + off) * mostBytes);
    }

    /// <summary>Only the bytes are judged.</summary>
    internal static Expected OfBytes(long least, long most) => new(1, long.MaxValue, least, most);

    internal static Expected None { get; } = new(0, 0, 0, 0);

    internal string? Fault(IEnumerable<CensusRow> rows)
    {
        CensusRow[] fit = [.. rows.Where(Fits)];
        long count = fit.Sum(row => row.Count), bytes = fit.Sum(row => row.Bytes);
        return count >= LeastCount && count <= MostCount && bytes >= LeastBytes && bytes <= MostBytes ? null
            : string.Create(CultureInfo.InvariantCulture, $"{count} with {bytes} bytes in {fit.Length} rows, for {this}");
    }

    bool Fits(CensusRow row) => FitsOwner(row.Owner)
        && (Structure is null || (row.Structure is not null && Regex.IsMatch(row.Structure, Structure, RegexOptions.IgnoreCase)))
        && (Chunks is null || row.SizeClasses.Intersect(Chunks).Any())
        && (Holders?.Contains(row.Holder) ?? true) && (Referrers?.Contains(row.Referrer) ?? true)
        && (Reach?.Contains(row.Reachable) ?? true) && (From is null || row.From == From);

    bool FitsOwner(string? owner) => Owners is null
        || (Owners.Length == 0 ? IsNobodys(owner) : Owners.Any(prefix => owner?.StartsWith(prefix, StringComparison.Ordinal) == true));

    /// <summary>No library's, or that of the JVM.</summary>
    internal static bool IsNobodys(string? owner) =>
        owner is null || owner.StartsWith("libjvm.so", StringComparison.Ordinal) || !owner.Contains(".so", StringComparison.Ordinal);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{LeastCount} to {MostCount} with {LeastBytes} to {MostBytes} bytes: {Words(Owners)} | {Structure ?? "*"} <- {Words(Holders)} <- {Words(Referrers)} ({Words(Reach)} {From})");

    static string Words(string[]? names) => names is null ? "*" : names.Length == 0 ? "no library" : string.Join('/', names);
}
