using Fathom.Accounting.Census;
using Fathom.Evidence.Census;

namespace Fathom.Accounting.Fingerprints;

/// <summary>
/// One fingerprint held against all groups. A group may be a mixture: what is claimed of it is the part that the links
/// lead to.
/// </summary>
sealed class FingerprintMatch(GroupGraph graph, Fingerprint fingerprint)
{
    readonly FingerprintFit _fit = new(graph, fingerprint);
    readonly Dictionary<int, FingerprintClaim> _claims = [];
    readonly HashSet<(int Edge, int Chunk)> _counted = [];
    readonly HashSet<(int Group, int Offset)> _foreign = [];

    /// <summary>Words that belong to a structure inside another's chunk: they say nothing of that.</summary>
    public IReadOnlySet<(int Group, int Offset)> Foreign => _foreign;

    public IReadOnlyDictionary<int, FingerprintClaim> Find()
    {
        if (fingerprint.Chunks.Count == 0)
            return _claims;
        foreach (ChunkGroup group in graph.Groups)
        {
            if (group.Total.Count > 0 && _fit.BaseIn(group, 0) == 0)
                TryRoot(group);
        }
        return _claims;
    }

    void TryRoot(ChunkGroup root)
    {
        FingerprintPath path = new(graph, fingerprint, _fit, root);
        if (!path.Follow() || path.Owner() is not { } owner)
            return;
        FingerprintClaim claim = Claim(root.Number, 0, owner);
        (claim.IsRoot, claim.Links) = (true, (long)Math.Round(path.Share * root.Total.Count));
        foreach (FoundLink found in path.Found)
            Add(found, owner);
    }

    FingerprintClaim Claim(int group, int chunk, string owner)
    {
        if (!_claims.TryGetValue(group, out FingerprintClaim? claim))
            _claims[group] = claim = new FingerprintClaim(fingerprint, owner, chunk);
        return claim;
    }

    void Add(FoundLink found, string owner)
    {
        GroupEdge edge = graph.Edges[found.Edge];
        if (!_counted.Add((found.Edge, found.Chunk)))
            return;
        // The chunk that a structure lies in is its owner's, and its words there are the structure's.
        if (found.Base != 0 || !_fit.FitsSize(graph.Groups[found.Group], found.Chunk))
        {
            foreach (WordPattern word in fingerprint.Chunks[found.Chunk].Words)
                _foreign.Add((found.Group, word.Offset + found.Base));
        }
        else
        {
            FingerprintClaim claim = Claim(found.Group, found.Chunk, owner);
            if (!claim.IsRoot)
                claim.Links += edge.Count;
        }
        if (_claims.TryGetValue(edge.Child, out FingerprintClaim? child))
            child.Parents.Add((edge.Parent, edge.Count));
    }
}
