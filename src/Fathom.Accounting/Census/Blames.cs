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
    const double Slack = 0.02;

    readonly GroupGraph _graph;
    readonly List<FingerprintClaim>?[] _claims;
    readonly HashSet<(int, int)> _foreign = [];
    readonly Blame?[] _own;
    readonly Blame[] _one;
    readonly IReadOnlyList<(Blame Blame, double Share)>[] _all;

    public Blames(GroupGraph graph, IReadOnlyList<Fingerprint> fingerprints)
    {
        _graph = graph;
        _claims = new List<FingerprintClaim>?[graph.Groups.Count];
        foreach (Fingerprint fingerprint in BySpecificity(fingerprints))
        {
            FingerprintMatch match = new(graph, fingerprint);
            foreach ((int group, FingerprintClaim claim) in match.Find())
                Note(group, claim);
            _foreign.UnionWith(match.Foreign);
        }
        _own = [.. graph.Groups.Select(group => Own(group))];
        _one = [.. graph.Groups.Select(group => _own[group.Number] ?? Inherited(group))];
        new LinkedOwners(graph).Fill(_one);
        _all = [.. graph.Groups.Select(Shares)];
    }

    /// <summary>Whose the chunks of a group are; the shares add up to one.</summary>
    public IReadOnlyList<(Blame Blame, double Share)> this[int group] => _all[group];

    /// <summary>The more a fingerprint asks for, the less can imitate it.</summary>
    static IEnumerable<Fingerprint> BySpecificity(IReadOnlyList<Fingerprint> fingerprints) =>
        fingerprints.OrderByDescending(each => each.Links.Sum(link => Math.Min(4, link.Least) + 1) + each.Chunks.Sum(chunk => 2 * chunk.Words.Count));

    /// <summary>What is claimed already cannot be claimed again, nor what is the JVM's by its own word.</summary>
    void Note(int group, FingerprintClaim claim)
    {
        ChunkGroup claimed = _graph.Groups[group];
        if (claim.Owner != Jvm && (claimed.NmtTag is not null || ListedMarks.Of(claimed, _graph) is not null))
            return;
        List<FingerprintClaim> claims = _claims[group] ??= [];
        long left = claimed.Total.Count - claims.Sum(each => each.Links);
        claim.Links = Math.Min(claim.Links, left);
        if (claim.Links > 0)
            claims.Add(claim);
    }

    IReadOnlyList<(Blame Blame, double Share)> Shares(ChunkGroup group)
    {
        double total = Math.Max(1, group.Total.Count), left = 1;
        if (_claims[group.Number] is not { Count: > 0 } claims)
            return [(_one[group.Number], 1)];
        List<(Blame Blame, double Share)> shares = [];
        foreach (FingerprintClaim claim in claims)
        {
            shares.Add((Claimed(claim), claim.Links / total));
            left -= claim.Links / total;
        }
        // What misses a few is whole: the target ran on while it was read.
        if (left > Slack)
            shares.Add((Marked(group) ?? Inherited(group), left));
        else
            shares[0] = (shares[0].Blame, shares[0].Share + left);
        return shares;
    }

    Blame? Own(ChunkGroup group) => _claims[group.Number] is [var claim, ..] ? Claimed(claim) : Marked(group);

    /// <summary>Of what no structure claims.</summary>
    Blame? Marked(ChunkGroup group) => group.NmtTag is { } tag ? Tagged(group, tag)
        : ListedMarks.Of(group, _graph) ?? LayoutMarks.Of(group) ?? OwnMarks.Of(group, _graph, _foreign);

    static Blame Claimed(FingerprintClaim claim) =>
        new(claim.Owner, claim.Fingerprint.Name, claim.Fingerprint.Confidence)
        {
            IsPart = !claim.IsRoot,
            Parents = claim.Parents,
            Remedy = claim.Fingerprint.Remedy,
            IsProven = true,
            IsClosed = !claim.Fingerprint.IsOpen,
            Holders = claim.Fingerprint.Holders,
        };

    Blame Tagged(ChunkGroup group, string tag)
    {
        if (ListedMarks.Of(group, _graph) is { } listed)
            return listed;
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
