using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Accounting.Census;

/// <summary>A row of the census as a sentence: 2,000 zlib inflate streams (libz.so.1), 76.4 MiB, held by …</summary>
public static class CensusSentence
{
    public static string Of(CensusRow row)
    {
        string text = $"{Count(row)} ({row.Owner ?? CensusSums.Unattributed}), {Size(row)}";
        if (row.Holder is { } holder)
            text += $", held by {holder}";
        text += Reach(row);
        return RemedyText.Of(row) is { } remedy ? text + ": " + remedy : text;
    }

    /// <summary>What was asked for and never touched costs nothing: it is said where it is more than a tenth.</summary>
    static string Size(CensusRow row) =>
        row.Resident.Value < row.Bytes.Value / 10 * 9 ? $"{SizeText.Of(row.Bytes)}, {SizeText.Of(row.Resident)} of it in memory" : SizeText.Of(row.Bytes);

    /// <summary>1 zlib inflate stream, 2,000 zlib inflate streams.</summary>
    public static string Count(CensusRow row) => string.Create(CultureInfo.InvariantCulture, $"{row.Count:N0}{Error(row)} {Named(row.Structure, row.Count)}");

    static string Error(CensusRow row) => row.CountError > 0 ? string.Create(CultureInfo.InvariantCulture, $" +- {row.CountError:N0}") : "";

    const string Blocks = "blocks of ";

    /// <summary>Only words of ours take a plural: names of classes and functions are as they are.</summary>
    static string Named(string structure, long count) => structure.StartsWith(Blocks, StringComparison.Ordinal)
        ? (count == 1 ? "block of " : Blocks) + structure[Blocks.Length..]
        : count == 1 || structure.Contains("::", StringComparison.Ordinal) || structure.Contains(", ", StringComparison.Ordinal)
            || structure.Contains(" with ", StringComparison.Ordinal) || !structure.Contains(' ', StringComparison.Ordinal) ? Times(structure, count)
            : structure.EndsWith('s') ? structure : structure + "s";

    static string Times(string structure, long count) => count == 1 ? structure : "x " + structure;

    static string Reach(CensusRow row) => row.Reachable switch
    {
        Reachable.Java when row.Referrer is { } referrer => ", kept by " + referrer,
        Reachable.Java => ", kept by Java objects",
        Reachable.Garbage when row.Referrer is { } referrer => ", last referred to by " + referrer,
        Reachable.Native when row.ReachableFrom is { } from => ", referred to from data of " + from,
        _ => row.Referrer is { } referrer ? ", referred to by " + referrer : "",
    };
}
