using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Direct buffers that java.nio never counted: JNI's NewDirectByteBuffer puts them before memory of a native library's.</summary>
sealed class ForeignBuffers : CensusRule
{
    const double NearlyNone = 0.1, Half = 0.5;

    public override string Id => "FTH023";

    public override ConfirmingTest Test => ConfirmingTest.Growth;

    public override Finding? Judge(Case seen)
    {
        Rows rows = new(seen.Rows(row => DirectMemory.IsBuffer(row) && !NettyRows.Is(row) && !TemporaryBuffers.Is(seen, row)));
        if (seen.Jvm?.DirectBuffers is not { } counted || counted.Reserved.Value > rows.Resident.Value * Half)
            return null;
        Bytes uncounted = rows.Resident - counted.Reserved;
        if (!seen.Matters(uncounted))
            return null;
        return About(seen, rows, $"{rows.Counted("direct buffer")} over memory of native code{Holders.By(rows)} hold {SizeText.Of(uncounted)}") with
        {
            Confidence = AtBest(counted.Reserved.Value <= rows.Resident.Value * NearlyNone ? Confidence.Likely : Confidence.Possible, rows),
            Shares = rows.SharesUpTo(uncounted),
            Evidence = [.. rows.Said(), .. DirectMemory.Counted(seen), .. NativeLibraries.Said(NativeLibraries.Of(seen))],
            Return = $"-{SizeText.Of(uncounted)} once the library that made them has freed them",
        };
    }
}
