using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Address space that is reserved looks alarming in top and ps, and costs nothing.</summary>
sealed class ReservedOnly : Rule
{
    static readonly Bytes Least = Bytes.FromMiB(8 * 1024);
    const int LeastTimes = 10;

    public override string Id => "FTH070";

    public override Finding? Judge(Case seen)
    {
        if (seen.Snapshot.Status.Size is not { } size || size < Least || size.Value / LeastTimes < seen.Resident.Value)
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Info,
            Confidence = Confidence.Certain,
            Title = $"{SizeText.Of(size)} of address space is no memory: {SizeText.Of(seen.Resident)} is",
            Evidence = [string.Join(", ", Parts(seen))],
        };
    }

    static IEnumerable<string> Parts(Case seen)
    {
        if (seen.Jvm?.Heap is { } heap)
            yield return $"{SizeText.Of(heap.Length)} is kept for the Java heap" + (seen.Jvm.Collector == "Z" ? " (ZGC keeps many times its size)" : "");
        if (seen.Snapshot.MallocState is { Arenas.Count: > 1 and var arenas })
            yield return $"up to {SizeText.Of(Bytes.FromMiB(64L * arenas))} for {arenas} arenas of malloc";
        if (Jvm.Size(seen, "CompressedClassSpaceSize") is { } classes)
            yield return $"{SizeText.Of(classes)} for the class space";
    }
}
