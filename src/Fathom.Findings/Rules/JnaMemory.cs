using System.Globalization;
using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>com.sun.jna.Memory: a small Java object before each block, freed when that is collected or closed.</summary>
sealed class JnaMemory : CensusRule
{
    const string Package = "com.sun.jna.";
    const string Number = "java.lang.Long";

    public override string Id => "FTH017";

    public override ConfirmingTest Test => ConfirmingTest.Growth;

    public override Finding? Judge(Case seen)
    {
        Rows own = new(seen.Rows(Is));
        if (own.Count == 0)
            return null;
        // JNA counts its blocks in a map by their addresses.
        IReadOnlyList<Evidence.Bytes> sizes = [.. seen.Rows(Is).SelectMany(each => each.Row.SizeClasses).Distinct()];
        Rows rows = new(seen.Rows(row => Is(row) || (row is { Owner: null, Holder: Number } && row.SizeClasses.All(sizes.Contains))));
        if (!seen.Matters(rows.Resident))
            return null;
        return About(seen, rows, string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} blocks of JNA's Memory{Holders.By(own)} hold {SizeText.Of(rows.Resident)}")) with
        {
            Confidence = own.Confidence > Confidence.Likely ? own.Confidence : Confidence.Likely,
            Return = $"live -{SizeText.Of(rows.Resident)} once they are closed, or dropped and collected",
        };
    }

    public static bool Is(CensusRow row) => IsName(row.Holder) || IsName(row.Referrer) || row.Remedy == "close-memory";

    static bool IsName(string? name) => name?.StartsWith(Package, StringComparison.Ordinal) == true;
}
