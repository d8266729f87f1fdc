using System.Globalization;
using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>
/// Symbols by generated names; and on JDK 8, whose tables never return what an entry took, strings that a parser interned
/// from the names of fields (Jackson's INTERN_FIELD_NAMES).
/// </summary>
sealed class NamesGenerated : Rule
{
    const long LeastSymbols = 1_000_000;

    // A node of the table (32), and the Symbol: eight bytes of head and a name of twenty to forty letters.
    const long BytesOfSymbol = 80;

    public override string Id => "FTH043";

    public override Finding? Judge(Case seen) => Interned(seen) ?? Symbols(seen);

    Finding? Interned(Case seen)
    {
        if (Jvm.Feature(seen) is not 8 || Tables.Of(seen, "StringTable") is not { Entries: >= StringsInterned.Least and var entries })
            return null;
        IReadOnlyList<Share> shares = Tables.OldEntries(seen, entries);
        Bytes held = new(Math.Max(shares.Sum(share => share.Bytes.Value), entries * 24));
        if (!seen.Matters(held))
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Fault(seen, held),
            Confidence = Confidence.Likely,
            Title = $"{Jvm.Number(entries)} interned strings take {SizeText.Of(held)} in a table of JDK 8, which never returns it",
            Shares = shares,
            Evidence = [.. Version(seen), .. Parser(seen)],
            Return = "nothing before a restart; then the table stays small",
        };
    }

    Finding? Symbols(Case seen)
    {
        if (Tables.Of(seen, "SymbolTable") is not { Entries: >= LeastSymbols and var entries })
            return null;
        Bytes held = new(entries * BytesOfSymbol);
        if (!seen.Matters(held))
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Fault(seen, held),
            Confidence = Confidence.Likely,
            Title = $"{Jvm.Number(entries)} symbols take about {SizeText.Of(held)}: names that somebody generates",
            Evidence =
            [
                "a symbol is the name of a class, field or method; a large application has some hundred thousand",
                .. seen.Jvm?.Figures?.Classes is { } classes ? [$"{Jvm.Number(classes.Count)} classes are loaded"] : Array.Empty<string>(),
            ],
        };
    }

    /// <summary>JDK-8180048: with G1 entries that parallel unlinking had taken out were lost; fixed in 8u152.</summary>
    static IEnumerable<string> Version(Case seen)
    {
        string version = Jvm.Version(seen);
        int at = version.IndexOf('_', StringComparison.Ordinal);
        if (at < 0 || !int.TryParse(version.AsSpan(at + 1, DigitsAt(version, at + 1)), NumberStyles.None, CultureInfo.InvariantCulture, out int update))
            yield break;
        yield return update < 152
            ? seen.Jvm?.Collector == "G1"
                ? $"8u{update} with G1 has JDK-8180048: entries of strings that are gone are lost; 8u152 mends it"
                : $"8u{update} has JDK-8180048, but only G1 shows it, and this is {seen.Jvm?.Collector ?? "another collector"}"
            : $"8u{update} has the fix of JDK-8180048 (8u152): these strings are in the table now";
    }

    static int DigitsAt(string text, int start)
    {
        int end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return end - start;
    }

    static IEnumerable<string> Parser(Case seen) =>
        seen.Snapshot.Mappings.Any(mapping => mapping.Name.Contains("jackson-core", StringComparison.Ordinal))
            ? ["Jackson is loaded: it interns the names of fields unless INTERN_FIELD_NAMES is off"]
            : [];
}
