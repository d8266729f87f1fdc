using Fathom.Accounting.Census;
using Fathom.Evidence.Census;

namespace Fathom.Accounting.Fingerprints;

/// <summary>One fingerprint held against all groups.</summary>
sealed class FingerprintMatch(GroupGraph graph, Fingerprint fingerprint)
{
    // A running target changes while it is read: so many of a hundred may be without their links.
    const double Slack = 0.1;

    const int MostWords = 3;

    readonly HashSet<int> _edges = [];
    readonly List<(int Group, string Owner)> _roots = [];
    readonly Dictionary<int, int> _chunkOf = [];
    readonly Dictionary<int, string> _ownerOf = [];
    readonly HashSet<(int Group, int Offset)> _foreign = [];

    /// <summary>Words that belong to a structure inside another's chunk: they say nothing of that.</summary>
    public IReadOnlySet<(int Group, int Offset)> Foreign => _foreign;

    public IEnumerable<(int Group, FingerprintClaim Claim)> Find()
    {
        if (fingerprint.Chunks.Count == 0)
            yield break;
        foreach (ChunkGroup group in graph.Groups)
            TryRoot(group);
        foreach ((int group, string owner) in _roots)
            yield return (group, new FingerprintClaim(fingerprint, owner, 0, true));
        foreach ((int group, FingerprintClaim claim) in Parts())
            yield return (group, claim);
    }

    void TryRoot(ChunkGroup group)
    {
        ChunkPattern pattern = fingerprint.Chunks[0];
        if (group.Total.Count <= 0 || BaseIn(group, pattern) is not { } at)
            return;
        bool inside = at > 0 || !FitsSize(group, pattern);
        if (!Lead(group, at, out List<int> edges, out Dictionary<int, int> chunks) || OwnerIn(group, at) is not { } owner)
            return;
        _edges.UnionWith(edges);
        foreach ((int child, int chunk) in chunks)
        {
            _chunkOf.TryAdd(child, chunk);
            _ownerOf.TryAdd(child, owner);
        }
        if (!inside)
            _roots.Add((group.Number, owner));
        else
            foreach (WordPattern word in pattern.Words)
                _foreign.Add((group.Number, word.Offset + at));
    }

    /// <summary>Where the pattern begins in the chunks of a group; null where it does not fit.</summary>
    int? BaseIn(ChunkGroup group, ChunkPattern pattern)
    {
        if (FitsSize(group, pattern) && FitsWords(group, pattern, 0))
            return 0;
        if (!pattern.MayBeInside || group.NmtTag is not null || pattern.Words.Count == 0 || group.ChunkSize.Value < pattern.Least)
            return null;
        foreach (GroupWord word in group.Words)
        {
            int at = word.Offset - graph.Begin(group.Number) - pattern.Words[0].Offset;
            if (at >= 0 && FitsWords(group, pattern, at))
                return at;
        }
        return null;
    }

    bool FitsSize(ChunkGroup group, ChunkPattern pattern) =>
        group.ChunkSize.Value - graph.Begin(group.Number) is var size && size >= pattern.Least && size <= pattern.Most
        && (pattern.NmtTag is { } tag ? group.NmtTag is null || group.NmtTag == tag
            : group.NmtTag is null || (fingerprint.Owner is { } owner && LibraryName.IsJvm(owner)));

    bool FitsWords(ChunkGroup group, ChunkPattern pattern, int at)
    {
        string? first = null;
        foreach (WordPattern wanted in pattern.Words)
        {
            GroupWord? word = WordIn(group, wanted.Offset + at);
            // Only so many words of a chunk are kept: what stands behind them is not known to be missing.
            if (word is null && first is not null && group.Words.Count >= MostWords && group.Words[^1].Offset - graph.Begin(group.Number) < wanted.Offset + at)
                continue;
            if (word is null || (wanted.Kind is { } kind && kind != word.Kind)
                || (wanted.Library is { } library && !Wildcard.Fits(library, LibraryName.Short(word.Library)))
                || (wanted.Symbol is { } symbol && !(word.Symbol is { } name && Wildcard.Fits(symbol, name)))
                || (wanted.IsSame && first is not null && first != word.Library))
                return false;
            first ??= word.Library;
        }
        return true;
    }

    GroupWord? WordIn(ChunkGroup group, int offset)
    {
        foreach (GroupWord word in group.Words)
        {
            if (word.Offset == offset + graph.Begin(group.Number))
                return word;
        }
        return null;
    }

    string? OwnerIn(ChunkGroup group, int at)
    {
        if (fingerprint.Owner is { } owner)
            return owner;
        return fingerprint.OwnerOf is { Chunk: 0 } place && WordIn(group, place.Offset + at) is { } word ? LibraryName.Short(word.Library) : null;
    }

    /// <summary>Follows the links; false where one that has to be there is not.</summary>
    bool Lead(ChunkGroup root, int at, out List<int> edges, out Dictionary<int, int> chunks)
    {
        (edges, chunks) = ([], []);
        List<int>[] groups = new List<int>[fingerprint.Chunks.Count];
        for (int i = 0; i < groups.Length; i++)
            groups[i] = [];
        groups[0].Add(root.Number);
        foreach (LinkPattern link in fingerprint.Links)
        {
            (double parents, double links) = (0, 0);
            foreach (int parent in groups[link.From.Chunk])
            {
                parents += graph.Groups[parent].Total.Count;
                links += Follow(parent, link, link.From.Chunk == 0 ? at : 0, edges, chunks, groups[link.To]);
            }
            if (parents > 0 && (links < link.Least * (1 - Slack) * parents || (link.Most != LinkPattern.Many && links > link.Most * (1 + Slack) * parents)))
                return false;
            if (parents == 0 && link.Least > 0 && link.From.Chunk == 0)
                return false;
        }
        return true;
    }

    double Follow(int parent, LinkPattern link, int at, List<int> used, Dictionary<int, int> chunks, List<int> found)
    {
        double links = 0;
        (int from, int end) = graph.EdgesOf(parent);
        for (int i = from; i < end; i++)
        {
            GroupEdge edge = graph.Edges[i];
            bool isThere = link.From.Offset < 0 || edge.Offset - graph.Begin(parent) == link.From.Offset + at;
            ChunkGroup child = graph.Groups[edge.Child];
            if (!isThere || !Fits(child, link.To))
                continue;
            links += edge.Count;
            if (link.To == 0)
                continue;
            used.Add(i);
            chunks.TryAdd(edge.Child, link.To);
            if (!found.Contains(edge.Child))
                found.Add(edge.Child);
        }
        return links;
    }

    bool Fits(ChunkGroup child, int chunk)
    {
        ChunkPattern pattern = fingerprint.Chunks[chunk];
        return chunk == 0 ? BaseIn(child, pattern) is not null : FitsSize(child, pattern) && FitsWords(child, pattern, 0);
    }

    /// <summary>A group is a part where nearly all of its chunks are led to; else it is a mixture, and nobody's by this.</summary>
    IEnumerable<(int Group, FingerprintClaim Claim)> Parts()
    {
        Dictionary<int, FingerprintClaim> claims = [];
        Dictionary<int, long> links = [];
        HashSet<int> roots = [.. _roots.Select(root => root.Group)];
        foreach (int index in _edges)
        {
            GroupEdge edge = graph.Edges[index];
            if (roots.Contains(edge.Child))
                continue;
            // Of a structure that lies in another's chunk, its first chunk of its own stands for it.
            bool counts = !roots.Contains(edge.Parent) && !_chunkOf.ContainsKey(edge.Parent);
            if (!claims.TryGetValue(edge.Child, out FingerprintClaim? claim))
                claims[edge.Child] = claim = new FingerprintClaim(fingerprint, _ownerOf[edge.Child], _chunkOf[edge.Child], counts);
            claim.Parents.Add((edge.Parent, edge.Count));
            links[edge.Child] = links.GetValueOrDefault(edge.Child) + edge.Count;
        }
        foreach ((int group, FingerprintClaim claim) in claims)
        {
            if (links[group] >= (1 - Slack) * graph.Groups[group].Total.Count)
                yield return (group, claim);
        }
    }
}
