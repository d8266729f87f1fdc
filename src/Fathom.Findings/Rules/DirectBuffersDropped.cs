using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Direct buffers that are garbage: small Java objects in front of much memory, on a heap that has no reason to collect.</summary>
sealed class DirectBuffersDropped : Rule
{
    public override string Id => "FTH031";

    public override ConfirmingTest Test => ConfirmingTest.CollectionFrees;

    public override Finding? Judge(Case seen)
    {
        Rows rows = new(seen.Rows(DirectMemory.Dropped));
        if (!seen.Matters(rows.Resident))
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Fault(seen, rows.Resident),
            Confidence = rows.Confidence,
            Title = string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} direct buffers that nothing refers to hold {SizeText.Of(rows.Resident)}"),
            Shares = rows.Shares,
            Evidence = [.. rows.Said(), .. DirectMemory.Counted(seen), .. Collected.Said(seen)],
            Return = $"live -{SizeText.Of(rows.Resident)} after one full collection",
        };
    }
}
