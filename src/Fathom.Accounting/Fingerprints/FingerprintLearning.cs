using System.Globalization;
using System.Text;
using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Evidence.Census;

namespace Fathom.Accounting.Fingerprints;

/// <summary>
/// Makes a fingerprint of what grew between two looks: the group with the words of a library that most other growth hangs
/// on, and what it leads to.
/// </summary>
public sealed class FingerprintLearning
{
    // A busy program makes some of everything; the action was repeated.
    const long FewestGrown = 8;

    const int MostParts = 16;
    const int MostKeySteps = 6;

    readonly GroupGraph _graph;
    readonly Dictionary<int, long> _grown = [];

    FingerprintLearning(ChunkCensus before, ChunkCensus after)
    {
        _graph = new GroupGraph(after, []);
        Dictionary<string, long> counts = new(StringComparer.Ordinal);
        foreach (ChunkGroup group in before.Groups)
            counts[KeyOf(before, group)] = group.Total.Count;
        foreach (ChunkGroup group in after.Groups)
        {
            long more = group.Total.Count - counts.GetValueOrDefault(KeyOf(after, group));
            if (more >= FewestGrown && group.ChunkSize.Value > 0)
                _grown[group.Number] = more;
        }
    }

    /// <summary>The text of a fingerprint, as it is read again.</summary>
    /// <param name="ran">What it was learned from.</param>
    public static Result<string> Learn(string name, string ran, ChunkCensus before, ChunkCensus after)
    {
        FingerprintLearning learning = new(before, after);
        (int Group, long Bytes)? best = null;
        foreach (int group in learning._grown.Keys)
        {
            if (learning.OwnWords(group).Count > 0 && learning.BytesOf(group) is var bytes && (best is null || bytes > best.Value.Bytes))
                best = (group, bytes);
        }
        return best is { } root ? learning.Text(name, ran, root.Group)
            : Gaps.FingerprintNotLearned.At("census", null, string.Create(CultureInfo.InvariantCulture, $"{learning._grown.Count} kinds of blocks grew"));
    }

    /// <summary>Words that say whose it is: not those that anybody's chunks have.</summary>
    List<GroupWord> OwnWords(int group)
    {
        List<GroupWord> words = [];
        foreach (GroupWord word in _graph.Groups[group].Words)
        {
            if (word.Offset >= _graph.Begin(group) && !LibraryName.IsCommon(word.Library) && !LibraryName.IsRuntime(word.Library)
                && (_graph.Groups[group].NmtTag is null || LibraryName.IsJvm(word.Library)))
                words.Add(word);
        }
        return words.TrueForAll(word => word.Library == words[0].Library) ? words : [];
    }

    long BytesOf(int root)
    {
        long bytes = Grown(root);
        foreach (GrownLink part in Parts(root))
            bytes += Grown(part.Child);
        return bytes;
    }

    long Grown(int group) => checked(_grown[group] * (_graph.Groups[group].Total.Bytes.Value / Math.Max(1, _graph.Groups[group].Total.Count)));

    readonly record struct GrownLink(int Offset, int Child, long Times);

    /// <summary>What each of the new chunks leads to, at the same place.</summary>
    List<GrownLink> Parts(int root)
    {
        List<GrownLink> parts = [];
        (int from, int end) = _graph.EdgesOf(root);
        for (int i = from; i < end && parts.Count < MostParts; i++)
        {
            GroupEdge edge = _graph.Edges[i];
            // As often as there are structures, old and new: what some have and some have not is no mark.
            bool isEach = edge.Count * 10 >= _graph.Groups[root].Total.Count * 9;
            if (edge.Offset >= _graph.Begin(root) && edge.Child != root && isEach && _grown.ContainsKey(edge.Child))
                parts.Add(new GrownLink(edge.Offset - _graph.Begin(root), edge.Child, 1));
        }
        return parts;
    }

    string Text(string name, string ran, int root)
    {
        StringBuilder text = new();
        List<GroupWord> words = OwnWords(root);
        text.Append("# Learned from what grew between two looks; sizes and links are of that program.\n");
        text.Append("name    ").Append(Plain(name)).Append('\n');
        text.Append("owner   of root+").Append(Number(words[0].Offset - _graph.Begin(root))).Append('\n');
        text.Append("confidence likely\n");
        text.Append("ran     ").Append(Plain(ran)).Append('\n');
        List<GrownLink> parts = Parts(root);
        List<int> chunks = [.. parts.Select(part => part.Child).Distinct()];
        AppendChunk(text, "root", root);
        foreach (int chunk in chunks)
            AppendChunk(text, "part" + Number(chunks.IndexOf(chunk) + 1), chunk);
        foreach (GroupWord word in words)
            AppendWord(text, word, root);
        foreach (GrownLink part in parts)
            text.Append("link    root+").Append(Number(part.Offset)).Append(" -> part").Append(Number(chunks.IndexOf(part.Child) + 1)).Append(" 1\n");
        return text.ToString();
    }

    /// <summary>Half as large to twice as large: another build has other sizes, and ratios are what counts.</summary>
    void AppendChunk(StringBuilder text, string label, int group)
    {
        ChunkGroup chunk = _graph.Groups[group];
        long size = chunk.ChunkSize.Value - _graph.Begin(group);
        text.Append("chunk   ").Append(label).Append(' ').Append(Number(Math.Max(16, size / 2))).Append('-').Append(Number(Math.Min(size * 2, (1L << 30) - 1)));
        if (chunk.NmtTag is { } tag)
            text.Append(" tag ").Append(tag.Replace(' ', '_'));
        text.Append('\n');
    }

    void AppendWord(StringBuilder text, GroupWord word, int root)
    {
        string kind = word.Kind switch
        {
            WordKind.Code => "code",
            WordKind.VirtualTable => "table",
            WordKind.Constant => "constant",
            _ => "data",
        };
        text.Append("word    root+").Append(Number(word.Offset - _graph.Begin(root))).Append(' ').Append(kind).Append(" in ").Append(Plain(LibraryName.Stem(word.Library))).Append('*');
        if (word.Symbol is { Length: > 0 } symbol && symbol.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '$'))
            text.Append(" symbol ").Append(symbol);
        text.Append('\n');
    }

    static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A name as one line that is read again: no remark, no end of line.</summary>
    static string Plain(string name)
    {
        char[] plain = name.ToCharArray();
        for (int i = 0; i < plain.Length; i++)
            plain[i] = plain[i] is '#' or '|' or '*' || char.IsControl(plain[i]) ? '?' : plain[i];
        return new string(plain);
    }

    /// <summary>What a group is known by in both looks, where its numbers differ.</summary>
    static string KeyOf(ChunkCensus census, ChunkGroup group)
    {
        StringBuilder key = new();
        for (int step = 0; step < MostKeySteps; step++)
        {
            key.Append(CultureInfo.InvariantCulture, $"{group.ChunkSize.Value}/{group.NmtTag}/{(int)group.Content}");
            foreach (GroupWord word in group.Words)
                key.Append(CultureInfo.InvariantCulture, $"/{word.Offset}={word.Library}!{word.At}");
            if (group.Parent is not { Group: { } parent } link || parent < 0 || parent >= census.Groups.Count)
                return key.ToString();
            key.Append(CultureInfo.InvariantCulture, $"<{link.Offset}<");
            group = census.Groups[parent];
        }
        return key.ToString();
    }
}
