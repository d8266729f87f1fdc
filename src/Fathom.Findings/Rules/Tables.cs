using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Findings.Rules;

/// <summary>HotSpot's tables of interned strings and of symbols, with the blocks that their entries are.</summary>
static class Tables
{
    // 64 references with their bitmap (oopStorage.hpp), and malloc's alignment of them to 64 bytes.
    const int ReferencesInBlock = 64;
    static readonly Bytes Block = new(784);

    // Small blocks of that size have other users, too, and JNI has references.
    const double MostApart = 0.03;

    public static TableStats? Of(Case seen, string name) => seen.Jvm?.Tables.FirstOrDefault(table => table.Name == name);

    /// <summary>
    /// What the entries take: a node of 16 bytes for each (32 as a chunk, 48 with NMT's header), and a reference to the Java
    /// string. Rows of that size are taken up to that amount: others use it, too.
    /// </summary>
    public static IReadOnlyList<Share> Strings(Case seen, long entries) => Undivided.IsAll(seen)
        ? Undivided.Shares(seen, new Bytes((long)Math.Min((double)entries * (Node(seen) + (double)Block.Value / ReferencesInBlock), 1L << 50)))
        :
    [
        .. Up(seen, IsReferences, new Bytes(entries / ReferencesInBlock * Block.Value)),
        .. Up(seen, row => IsNode(seen, row), new Bytes(entries * Node(seen))),
    ];

    /// <summary>Where the count is not shown (JDK 11, or no .symtab): nodes and references go together, one by one.</summary>
    public static long? StringsByBlocks(Case seen)
    {
        long references = seen.Rows(IsReferences).Sum(each => each.Row.Count) * ReferencesInBlock;
        long nodes = seen.Rows(row => IsNode(seen, row)).Sum(each => each.Row.Count);
        return Math.Abs(references - nodes) <= nodes * MostApart ? nodes : null;
    }

    static int Node(Case seen) => seen.Jvm?.Nmt is { Level: not NmtLevel.Off } ? 48 : 32;

    static bool IsReferences(CensusRow row) => row.Structure == "JNI or VM reference block";

    static bool IsNode(Case seen, CensusRow row) => IsPlain(row) && row.SizeClasses is [var size] && size.Value == Node(seen);

    /// <summary>JDK 8 cuts entries of all such tables out of blocks (utilities/hashtable.cpp, new_entry): 24 bytes, up to 512 in one.</summary>
    public static IReadOnlyList<Share> OldEntries(Case seen, long entries) =>
        Up(seen, row => IsPlain(row) && row.SizeClasses is [{ Value: >= 8192 and <= 16448 }], new Bytes(entries * 24));

    static bool IsPlain(CensusRow row) => row.Holder is null && row.Owner is null or "libjvm.so" && row.Structure.StartsWith("blocks of ", StringComparison.Ordinal);

    static List<Share> Up(Case seen, Func<CensusRow, bool> fits, Bytes most)
    {
        List<Share> shares = [];
        long left = most.Value;
        foreach ((int number, CensusRow row) in seen.Rows(fits))
        {
            long part = Math.Min(left, row.Resident.Value);
            if (part > 0)
                shares.Add(Share.OfRow(number, new Bytes(part)));
            left -= Math.Max(part, 0);
        }
        return shares;
    }
}
