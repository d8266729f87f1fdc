using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>With -XX:+DisableExplicitGC java.nio cannot ask for the collection that would free direct buffers when their limit is met.</summary>
sealed class ExplicitGcDisabled : CensusRule
{
    const double NearlyAll = 0.8;

    public override string Id => "FTH032";

    public override ConfirmingTest Test => ConfirmingTest.CollectionFrees;

    public override Finding? Judge(Case seen)
    {
        if (seen.Jvm?.Flag("DisableExplicitGC") != "true")
            return null;
        if (CountedBuffers.Of(seen) is { AreDropped: true } counted && new DirectBuffersDropped().Judge(seen) is { } dropped)
        {
            return dropped with
            {
                Rule = Id,
                Title = $"DisableExplicitGC keeps {Jvm.Number(counted.Dropped)} dropped direct buffers from being collected{(dropped.Bytes.Value > 0 ? ": up to " + SizeText.Of(dropped.Bytes) : "")}",
                Evidence = [.. dropped.Evidence, "-XX:+DisableExplicitGC is set"],
            };
        }
        Rows rows = new(seen.Rows(row => DirectMemory.Dropped(seen, row)));
        if (!seen.Matters(rows.Resident))
            return null;
        return About(seen, rows, string.Create(CultureInfo.InvariantCulture, $"DisableExplicitGC keeps {rows.Count:N0} dropped direct buffers from being collected: {SizeText.Of(rows.Resident)}")) with
        {
            Evidence = [.. rows.Said(), .. DirectMemory.Counted(seen), .. Near(seen), "-XX:+DisableExplicitGC is set"],
            Return = $"live -{SizeText.Of(rows.Resident)} after one full collection",
        };
    }

    static IEnumerable<string> Near(Case seen) =>
        seen.Jvm is { DirectBuffers: { } buffers, Figures.DirectLimit: { } limit } && buffers.Capacity.Value >= limit.Value * NearlyAll
            ? ["the next allocateDirect may end in an OutOfMemoryError although most of the buffers are garbage"]
            : [];
}
