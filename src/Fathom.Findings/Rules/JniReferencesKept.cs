using System.Globalization;
using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>References of native code that it does not delete: little memory here, and every Java object behind a global one is kept.</summary>
sealed class JniReferencesKept : CensusRule
{
    const string OfJni = "JNI reference block";
    const long PerBlock = 32;

    // 64 references with their bitmap (oopStorage.hpp), and malloc's alignment of them to 64 bytes.
    const double BytesOfOne = 784 / 64.0;

    public override string Id => "FTH022";

    public override ConfirmingTest Test => ConfirmingTest.Growth;

    public override Finding? Judge(Case seen)
    {
        if (seen.Jvm?.Figures?.JniReferences is not { } references)
            return OfBlocks(seen);
        if (Undivided.IsAll(seen))
            return Counted(seen, references);
        Rows rows = new(seen.Rows(Is));
        if (rows.Count == 0)
            return null;
        // The table of strings has its references in blocks of the same kind.
        Bytes bytes = new((long)(rows.Resident.Value * Math.Min(1, (double)references.Blocks / rows.Count)));
        if (!seen.Matters(bytes))
            return null;
        return About(seen, rows, $"{Said(references)} hold {SizeText.Of(bytes)}, and the global ones all Java objects behind them") with
        {
            Shares = rows.SharesUpTo(bytes),
            Return = $"live -{SizeText.Of(bytes)} once they are deleted",
        };
    }

    /// <summary>A thread dump ends with their numbers.</summary>
    Finding? Counted(Case seen, JniReferences references)
    {
        Bytes held = Undivided.Within(seen, new Bytes((long)Math.Min(((double)references.Global + references.Weak) * BytesOfOne, 1L << 50)));
        return !seen.Matters(held) ? null : new Finding
        {
            Rule = Id,
            Severity = Fault(seen, held),
            Confidence = Confidence.Likely,
            Title = $"{Said(references)} hold about {SizeText.Of(held)}, and the global ones all Java objects behind them",
            Shares = Undivided.Shares(seen, held),
            Evidence = ["their numbers stand at the end of the thread dump; the JVM keeps 64 of them in a block of 784 bytes"],
            Return = $"live -{SizeText.Of(held)} once they are deleted",
        };
    }

    /// <summary>Only JDK 8 has blocks that are JNI's alone.</summary>
    Finding? OfBlocks(Case seen)
    {
        Rows rows = new(seen.Rows(row => row.Structure == OfJni));
        if (!seen.Matters(rows.Resident))
            return null;
        return About(seen, rows, string.Create(CultureInfo.InvariantCulture, $"up to {rows.Count * PerBlock:N0} references of native code hold {SizeText.Of(rows.Resident)}, and the global ones all Java objects behind them")) with
        {
            Confidence = AtBest(Confidence.Likely, rows),
            Return = $"live -{SizeText.Of(rows.Resident)} once they are deleted",
        };
    }

    public override RuledOut? Clear(Case seen) => seen.Jvm?.Figures?.JniReferences is { } references ? new RuledOut("JNI", Said(references)) : null;

    static bool Is(CensusRow row) => row.Structure is "JNI or VM reference block" or OfJni;

    static string Said(JniReferences references) =>
        string.Create(CultureInfo.InvariantCulture, $"{references.Global:N0} global and {references.Weak:N0} weak references of native code");
}
