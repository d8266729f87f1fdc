using System.Globalization;
using System.Text.RegularExpressions;
using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Live.Tests.Accounting;

/// <summary>
/// NMT's detail report as the judge of owners: it knows every range that the JVM itself took from the kernel, and what
/// for. fathom does not read it here; it only has to agree.
/// </summary>
static partial class NmtJudge
{
    internal readonly record struct Region(AddressRange Range, string Tag);

    internal sealed record Verdict(Bytes Counted, Bytes Wrong, Bytes Unexplained, IReadOnlyList<string> Faults);

    internal static IReadOnlyList<Region> Parse(string report) =>
    [
        .. Reserved().Matches(report).Select(match => new Region(
            new AddressRange(Hex(match.Groups[1].Value), Hex(match.Groups[2].Value)), match.Groups[3].Value))
            .OrderBy(region => region.Range.Start),
    ];

    /// <summary>Mappings are cut where NMT's ranges begin and end, so that each piece has one owner by NMT.</summary>
    internal static Verdict Judge(Snapshot snapshot, IReadOnlyList<Region> regions)
    {
        List<(Mapping Piece, string? Tag)> pieces = [.. snapshot.Mappings.SelectMany(mapping => Cut(mapping, regions))];
        Dictionary<Mapping, string?> tags = pieces.ToDictionary(each => each.Piece, each => each.Tag);
        Bytes counted = Bytes.Zero, wrong = Bytes.Zero, unexplained = Bytes.Zero;
        List<string> faults = [];
        bool metaspaceIsClass = regions.All(region => region.Tag != "Metaspace");
        foreach (MappingPostings postings in Ledger.ByMapping(snapshot with { Mappings = [.. pieces.Select(each => each.Piece)], Usage = null }))
        {
            string? tag = postings.Mapping is { } piece ? tags[piece] : null;
            foreach (Posting posting in postings.Postings)
            {
                counted += posting.Amounts.Resident;
                if (posting.Account == Accounts.Unexplained)
                    unexplained += posting.Amounts.Resident;
                else if (!Agrees(posting.Account, tag, postings.Mapping?.IsFile == true, metaspaceIsClass))
                {
                    wrong += posting.Amounts.Resident;
                    faults.Add($"{postings.Mapping!.Range} {posting.Account} {posting.Amounts.Resident.Value}: NMT says {tag ?? "nothing"}");
                }
            }
        }
        return new Verdict(counted, wrong, unexplained, faults);
    }

    /// <summary>Bytes without an owner in ranges whose truth is known from elsewhere.</summary>
    internal static Bytes UnexplainedIn(Snapshot snapshot, IReadOnlyList<Region> regions)
    {
        Region[] sorted = [.. regions.OrderBy(region => region.Range.Start)];
        Mapping[] pieces = [.. snapshot.Mappings.SelectMany(mapping => Cut(mapping, sorted)).Select(piece => piece.Item1)];
        return Ledger.ByMapping(snapshot with { Mappings = pieces, Usage = null })
            .Where(postings => postings.Mapping is { } piece && sorted.Any(region => region.Range.Contains(piece.Range)))
            .SelectMany(postings => postings.Postings)
            .Where(posting => posting.Account == Accounts.Unexplained)
            .Aggregate(Bytes.Zero, (sum, posting) => sum + posting.Amounts.Resident);
    }

    /// <summary>What NMT's tag allows; where it knows nothing, no part of the JVM may claim.</summary>
    /// <remarks>JDK 11's ZGC maps its mark stacks past NMT, and every ZGC the file that is its heap.</remarks>
    /// <param name="metaspaceIsClass">Up to 15 NMT had no category for metaspace: all of it was "Class".</param>
    static bool Agrees(string account, string? tag, bool isFile, bool metaspaceIsClass) => tag switch
    {
        null => !account.StartsWith("java/", StringComparison.Ordinal) || account is "java/cds" or "java/gc/mark stacks"
            || (isFile && account is "java/heap/z" or "java/heap/free"),
        "Java Heap" => Is(account, "java/heap/") || account == "java/cds",
        "Class" => Is(account, metaspaceIsClass ? "java/metaspace/" : "java/metaspace/class"),
        "Metaspace" => Is(account, "java/metaspace/"),
        "Thread" or "Thread Stack" => Is(account, "stacks/"),
        "Code" => Is(account, "java/code/"),
        "GC" or "GCCardSet" => Is(account, "java/gc/"),
        "Shared class space" => Is(account, "java/cds"),
        _ => Is(account, "java/") || Is(account, "files/"),
    };

    static bool Is(string account, string branch) => account.StartsWith(branch, StringComparison.Ordinal);

    static IEnumerable<(Mapping, string?)> Cut(Mapping mapping, IReadOnlyList<Region> regions)
    {
        Address at = mapping.Range.Start;
        foreach (Region region in regions)
        {
            AddressRange part = region.Range.Intersect(mapping.Range);
            if (part.IsEmpty || part.End <= at)
                continue;
            if (part.Start > at)
                yield return (mapping with { Range = new AddressRange(at, part.Start) }, null);
            Address start = part.Start > at ? part.Start : at;
            yield return (mapping with { Range = new AddressRange(start, part.End) }, region.Tag);
            at = part.End;
        }
        if (at < mapping.Range.End)
            yield return (mapping with { Range = new AddressRange(at, mapping.Range.End) }, null);
    }

    static Address Hex(string text) => new(ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^\[0x([0-9a-f]+) - 0x([0-9a-f]+)\] reserved(?: and committed)? \d+(?:KB)? for (.*?)(?: from)?\s*$", RegexOptions.Multiline)]
    private static partial Regex Reserved();
}
