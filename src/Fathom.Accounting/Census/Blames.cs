using Fathom.Accounting.Fingerprints;
using Fathom.Evidence.Census;

namespace Fathom.Accounting.Census;

/// <summary>
/// Whose each group is: by a fingerprint, by its own words, by the JVM's tag, by what leads to it. A block with a tag is
/// the JVM's and nobody else's.
/// </summary>
sealed class Blames
{
    const string Jvm = "libjvm.so";
    const int MostSteps = 6;

    readonly GroupGraph _graph;
    readonly FingerprintClaim?[] _claims;
    readonly Blame?[] _own;
    readonly Blame[] _all;

    public Blames(GroupGraph graph, IReadOnlyList<Fingerprint> fingerprints)
    {
        _graph = graph;
        _claims = new FingerprintClaim?[graph.Groups.Count];
        HashSet<(int, int)> foreign = [];
        foreach (Fingerprint fingerprint in BySpecificity(fingerprints))
        {
            FingerprintMatch match = new(graph, fingerprint);
            foreach ((int group, FingerprintClaim claim) in match.Find())
                _claims[group] ??= claim;
            foreign.UnionWith(match.Foreign);
        }
        _own = [.. graph.Groups.Select(group => Own(group, foreign))];
        _all = [.. graph.Groups.Select(group => _own[group.Number] ?? Inherited(group))];
    }

    public Blame this[int group] => _all[group];

    /// <summary>The more a fingerprint asks for, the less can imitate it.</summary>
    static IEnumerable<Fingerprint> BySpecificity(IReadOnlyList<Fingerprint> fingerprints) =>
        fingerprints.OrderByDescending(each => each.Links.Count + each.Chunks.Sum(chunk => chunk.Words.Count));

    Blame? Own(ChunkGroup group, HashSet<(int, int)> foreign)
    {
        FingerprintClaim? claim = _claims[group.Number];
        if (group.NmtTag is { } tag)
            return Tagged(group, tag, claim);
        if (claim is not null)
            return Claimed(claim);
        return OwnMarks.Of(group, _graph, foreign);
    }

    static Blame Claimed(FingerprintClaim claim) =>
        new(claim.Owner, claim.Fingerprint.Name, claim.Fingerprint.Confidence)
        {
            IsPart = !claim.IsRoot,
            Parents = claim.Parents,
            Remedy = claim.Fingerprint.Remedy,
            IsProven = true,
            IsClosed = !claim.Fingerprint.IsOpen,
        };

    static Blame Tagged(ChunkGroup group, string tag, FingerprintClaim? claim)
    {
        if (claim is not null && claim.Owner == Jvm)
            return Claimed(claim);
        bool isObject = group.Words is [{ Kind: WordKind.VirtualTable, Offset: GroupGraph.NmtHeader }, ..] && LibraryName.IsJvm(group.Words[0].Library);
        return new Blame(Jvm, isObject ? OwnMarks.Class(group.Words[0]) : tag, Confidence.Certain) { IsProven = true };
    }

    Blame Inherited(ChunkGroup group)
    {
        Blame nobody = Nobodys(group);
        ChunkGroup at = group;
        for (int step = 0; step < MostSteps && at.Parent is { } parent; step++)
        {
            if (parent.Group is not { } number)
                return FromRoot(parent, group) ?? nobody;
            if (!_graph.IsGroup(number))
                return nobody;
            at = _graph.Groups[number];
            if (_own[number] is not { } blame)
                continue;
            // What the JVM's own blocks lead to has a tag itself, or is a library's that the JVM only knows of.
            bool isForeign = blame.IsClosed || blame.Owner is null || (_graph.HasTags && LibraryName.IsJvm(blame.Owner));
            return isForeign ? nobody : blame with
            {
                Confidence = blame.Confidence == Confidence.Possible ? Confidence.Possible : Confidence.Likely,
                IsPart = true,
                IsProven = false,
                Parents = [(group.Parent!.Value.Group!.Value, group.Total.Count)],
            };
        }
        return nobody;
    }

    Blame? FromRoot(GroupParent parent, ChunkGroup group)
    {
        if (parent.Root is not (>= 0 and var index) || index >= _graph.Census.Roots.Count)
            return null;
        GroupRoot root = _graph.Census.Roots[index];
        string? owner = root.Kind switch
        {
            RootKind.LibraryData => LibraryName.IsJvm(root.Name) ? Jvm : LibraryName.Short(root.Name),
            RootKind.Jvm => Jvm,
            _ => null,
        };
        return owner is null || (_graph.HasTags && owner == Jvm) ? null
            : new Blame(owner, Contents.Of(group), Confidence.Likely);
    }

    static Blame Nobodys(ChunkGroup group) => new(null, Contents.Of(group), Confidence.Possible);
}
