using System.Buffers;
using Fathom.Evidence;

namespace Fathom.Sources.Elf;

/// <summary>
/// Where in a string table a name may begin. The other way round than a symbol table suggests: finding ten names in
/// 3 MB of strings is a few vector scans, while looking up the name of each of 70,000 symbols is 70,000 reads.
/// </summary>
static class NameSearch
{
    const int Window = 64 * 1024;

    /// <summary>Offset of a match, and the number of the name.</summary>
    internal readonly record struct Match(ulong Offset, int Name) : IComparable<Match>
    {
        public int CompareTo(Match other) => Offset.CompareTo(other.Offset);
    }

    /// <param name="table">The strings.</param>
    /// <param name="names">Each with its final zero. Linkers let a name share the tail of another.</param>
    /// <returns>Ascending offsets; null where there are more than any real table has.</returns>
    internal static List<Match>? Find(ElfPart table, byte[][] names)
    {
        int overlap = 0;
        foreach (byte[] name in names)
            overlap = Math.Max(overlap, name.Length - 1);
        var matches = new List<Match>();
        byte[] window = ArrayPool<byte>.Shared.Rent(Window + overlap);
        int got;
        int seen = 0;
        for (ulong at = 0; (got = table.Read(at, window.AsSpan(0, Window + overlap))) > seen; at += (ulong)(got - seen))
        {
            for (int i = 0; i < names.Length; i++)
                FindIn(window.AsSpan(0, got), at, seen, names[i], i, matches);
            if (matches.Count > Limits.ElfNameMatches)
                break;
            seen = Math.Min(overlap, got);
        }
        ArrayPool<byte>.Shared.Return(window);
        matches.Sort();
        return matches.Count > Limits.ElfNameMatches ? null : matches;
    }

    /// <summary>Matches that lie wholly in what the last window already saw are not counted again.</summary>
    static void FindIn(ReadOnlySpan<byte> window, ulong at, int seen, byte[] name, int number, List<Match> matches)
    {
        int from = Math.Max(0, seen - name.Length + 1);
        while (from <= window.Length - name.Length && matches.Count <= Limits.ElfNameMatches)
        {
            int next = window[from..].IndexOf(name);
            if (next < 0)
                return;
            matches.Add(new Match(at + (ulong)(from + next), number));
            from += next + 1;
        }
    }
}
