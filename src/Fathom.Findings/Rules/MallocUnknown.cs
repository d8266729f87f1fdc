using System.Globalization;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Findings.Rules;

/// <summary>Live blocks of malloc whose owner nothing shows. Says what would decide.</summary>
sealed class MallocUnknown : Rule
{
    const double LeastShare = 0.1;
    static readonly Bytes LeastFault = Bytes.FromMiB(64);

    public override string Id => "FTH090";

    public override Finding? Judge(Case seen)
    {
        Rows rows = new(seen.Rows(row => row.Owner is null && row.NmtTag is null && row.Holder is null));
        if (!seen.Matters(rows.Resident) || rows.Resident.Value < seen.Resident.Value * LeastShare)
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = rows.Resident >= LeastFault && rows.Resident.Value >= seen.Resident.Value * LeastShare * 2 ? Severity.Warning : Severity.Info,
            Confidence = Confidence.Possible,
            Title = $"cannot tell whose {SizeText.Of(rows.Resident)} of live malloc blocks are",
            Shares = rows.Shares,
            Evidence = [.. rows.Said()],
            Undecided = Deciding(seen, rows),
        };
    }

    static string Deciding(Case seen, Rows rows)
    {
        string size = rows.First is { SizeClasses: [var first, ..] }
            ? string.Create(CultureInfo.InvariantCulture, $"what stands in them: fathom peek TARGET --size {first.Value}; ")
            : "";
        string tracking = seen.Jvm?.Nmt is { Level: NmtLevel.Off } ? "native memory tracking (-XX:NativeMemoryTracking=summary at the next start) says whether they are the JVM's; " : "";
        return size + tracking + "who refers to them: fathom TARGET --lost; who asks for more: a second look later";
    }
}
