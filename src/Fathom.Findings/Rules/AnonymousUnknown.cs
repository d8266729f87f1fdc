using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Findings.Rules;

/// <summary>Anonymous memory that neither malloc, nor the JVM, nor a stack, nor a library is known to have.</summary>
sealed class AnonymousUnknown : Rule
{
    const double LeastShare = 0.05;
    static readonly Bytes LeastFault = Bytes.FromMiB(64);

    public override string Id => "FTH091";

    public override Finding? Judge(Case seen)
    {
        Bytes held = new(Math.Max(0, (seen.Ledger.Unexplained.Resident - FreedLazily.Of(seen)).Value));
        // Where that could not be read, much has no owner that has one.
        bool looked = seen.Snapshot.MallocState is not null && (seen.Jvm is not null || seen.Snapshot.Target.Jvm is null);
        if (!looked || !seen.Matters(held) || held.Value < seen.Resident.Value * LeastShare)
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = held >= LeastFault && held.Value >= seen.Resident.Value * LeastShare * 4 ? Severity.Warning : Severity.Info,
            Confidence = Confidence.Possible,
            Title = $"cannot tell whose {SizeText.Of(held)} of anonymous memory is",
            Shares = [Share.OfAccount(Accounts.Unexplained, held)],
            Evidence = ["it belongs to no malloc arena, no stack, no library and no part of the JVM that is known: a library's own mmap, or an allocator of its own"],
            Undecided = Deciding(seen),
        };
    }

    static string Deciding(Case seen) =>
        "where it lies: fathom map TARGET; what stands in it: fathom peek TARGET; "
        + (seen.Jvm?.Nmt is { Level: NmtLevel.Detail } ? "a trace of mmap" : "native memory tracking (-XX:NativeMemoryTracking=detail at the next start), whose map names what is the JVM's");
}
