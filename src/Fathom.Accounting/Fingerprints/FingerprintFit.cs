using Fathom.Accounting.Census;
using Fathom.Evidence.Census;

namespace Fathom.Accounting.Fingerprints;

/// <summary>Whether a group fits a pattern by itself: size, tag and words.</summary>
sealed class FingerprintFit(GroupGraph graph, Fingerprint fingerprint)
{
    // So many words of a chunk are kept: what stands behind them is not known to be missing.
    const int MostWords = 3;

    /// <summary>Where the pattern begins in the chunks of a group; null where it does not fit.</summary>
    public int? BaseIn(ChunkGroup group, int chunk)
    {
        ChunkPattern pattern = fingerprint.Chunks[chunk];
        if (FitsSize(group, chunk) && FitsWords(group, pattern, 0))
            return 0;
        if (!pattern.MayBeInside || group.NmtTag is not null || pattern.Words.Count == 0 || group.ChunkSize.Value < pattern.Least)
            return null;
        foreach (GroupWord word in group.Words)
        {
            int at = word.Offset - pattern.Words[0].Offset;
            if (at >= 0 && FitsWords(group, pattern, at))
                return at;
        }
        return null;
    }

    public bool FitsSize(ChunkGroup group, int chunk)
    {
        ChunkPattern pattern = fingerprint.Chunks[chunk];
        long size = group.ChunkSize.Value - graph.Begin(group.Number);
        if (size < pattern.Least || size > pattern.Most || (pattern.IsBare && group.Words.Count > 0))
            return false;
        return group.NmtTag is null || (pattern.NmtTag is { } tag ? group.NmtTag == tag : fingerprint.Owner is { } owner && LibraryName.IsJvm(owner));
    }

    bool FitsWords(ChunkGroup group, ChunkPattern pattern, int at)
    {
        string? first = null;
        int found = 0;
        foreach (WordPattern wanted in pattern.Words)
        {
            if (wanted.IsItself)
            {
                if (!FitsItself(group, wanted, at + graph.Begin(group.Number)))
                    return false;
                continue;
            }
            GroupWord? word = WordIn(group, wanted.Offset + at);
            if (word is null && found > 0 && group.Words.Count >= MostWords && group.Words[^1].Offset - graph.Begin(group.Number) < wanted.Offset + at)
                continue;
            if (word is null || !Fits(word, wanted) || (wanted.IsSame && first is not null && first != word.Library))
                return false;
            first ??= word.Library;
            found++;
        }
        return true;
    }

    /// <summary>In most chunks: some may be new, or are another's of the same size.</summary>
    bool FitsItself(ChunkGroup group, WordPattern wanted, int at)
    {
        long found = 0;
        for (int offset = wanted.Offset; offset <= wanted.Last; offset += 8)
            found += graph.ToItself(group.Number, offset + at, wanted.ItselfAt + at);
        return 2 * found >= group.Total.Count;
    }

    static bool Fits(GroupWord word, WordPattern wanted) =>
        (wanted.Kind is null || wanted.Kind == word.Kind)
        && (wanted.Library is not { } library || Wildcard.Fits(library, LibraryName.Short(word.Library)))
        && (wanted.Symbol is not { } symbol || (word.Symbol is { } name && Wildcard.Fits(symbol, name)));

    public GroupWord? WordIn(ChunkGroup group, int offset)
    {
        foreach (GroupWord word in group.Words)
        {
            if (word.Offset == offset + graph.Begin(group.Number))
                return word;
        }
        return null;
    }
}
