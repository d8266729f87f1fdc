using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Findings.Rules;

/// <summary>Interned strings: their texts are Java objects, but the table of them is native memory.</summary>
sealed class StringsInterned : Rule
{
    // A large application has some ten thousand: names of its classes, fields and literals.
    internal const long Least = 200_000;

    public override string Id => "FTH042";

    public override Finding? Judge(Case seen)
    {
        if (Jvm.Feature(seen) is 8)
            return null;
        long? counted = Tables.Of(seen, "StringTable")?.Entries;
        if ((counted ?? Tables.StringsByBlocks(seen)) is not { } entries || entries < Least)
            return null;
        IReadOnlyList<Share> shares = Tables.Strings(seen, entries);
        Bytes held = shares.Aggregate(Bytes.Zero, (sum, share) => sum + share.Bytes);
        if (!seen.Matters(held))
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Fault(seen, held),
            Confidence = counted is null ? Confidence.Possible : Confidence.Likely,
            Title = $"{(counted is null ? "about " : "")}{Jvm.Number(entries)} interned strings hold {SizeText.Of(held)} beside the heap",
            Shares = shares,
            Evidence = [counted is null ? ByBlocks : Counted(Tables.Of(seen, "StringTable")!)],
            Undecided = counted is null ? "the table's own count: jcmd PID VM.stringtable" : null,
            Return = $"-{SizeText.Of(held)} after collections, concurrently; malloc keeps it until a trim",
        };
    }

    public override RuledOut? Clear(Case seen) =>
        Tables.Of(seen, "StringTable") is { Entries: { } entries } && entries < Least ? new RuledOut("interned strings", Jvm.Number(entries)) : null;

    const string ByBlocks = "the table's count is not shown here, but there are 64 blocks of a node's size for each block of references, as the table has them";

    static string Counted(TableStats table) =>
        $"HotSpot's StringTable: {Jvm.Number(table.Entries ?? 0)} entries in {Jvm.Number(table.Buckets ?? 0)} buckets; the texts lie in the Java heap";
}
