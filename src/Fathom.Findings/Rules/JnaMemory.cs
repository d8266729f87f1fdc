using System.Globalization;
using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Accounting.Saved;
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
        if (Undivided.IsAll(seen))
            return Counted(seen);
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

    /// <summary>A class histogram has their number; their sizes are in fields, which it does not show.</summary>
    Finding? Counted(Case seen)
    {
        if (ObjectCounts.Of(seen.Snapshot.Saved) is not { IsOfLive: true } counts || counts.Of(Package + "Memory") is not (>= Many and var blocks) || !Undivided.IsMuch(seen))
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Info,
            Confidence = Confidence.Possible,
            Title = $"{Jvm.Number(blocks)} blocks of JNA's Memory are kept; {SizeText.Of(Undivided.Of(seen))} may be theirs",
            Evidence = [$"a class histogram of live objects has {Jvm.Number(blocks)} {Package}Memory"],
            Undecided = "how large they are: a heap dump has the field size of each; fathom census of the process has the blocks",
        };
    }

    const long Many = 1000;

    public static bool Is(CensusRow row) => IsName(row.Holder) || IsName(row.Referrer) || row.Remedy == "close-memory";

    static bool IsName(string? name) => name?.StartsWith(Package, StringComparison.Ordinal) == true;
}
