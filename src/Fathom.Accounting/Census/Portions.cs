using Fathom.Evidence.Census;

namespace Fathom.Accounting.Census;

/// <summary>Who holds a part of a group, and from where it is reached.</summary>
readonly record struct Hold(string? Holder, string? Referrer, Reachable Reachable, string? From)
{
    public static Hold None => default;
}

/// <summary>
/// Parts of each group by who holds them. Chunks that nobody holds by themselves are held by who holds the structure
/// that they are a part of: in the proportions of what leads to them.
/// </summary>
sealed class Portions
{
    // A number that happens to equal an address makes single hits (reference runs: under one in a hundred).
    const int FewestOfMany = 100;

    readonly GroupGraph _graph;
    readonly Blames _blames;
    readonly List<GroupHolder>?[] _holders;
    readonly List<GroupReach>?[] _reach;
    readonly (string Library, long Count)[] _data;
    readonly List<(Hold Hold, double Share)>?[] _known;

    public Portions(GroupGraph graph, Blames blames)
    {
        (_graph, _blames) = (graph, blames);
        int count = graph.Groups.Count;
        (_holders, _reach, _data, _known) = (new List<GroupHolder>?[count], new List<GroupReach>?[count], new (string, long)[count],
            new List<(Hold, double)>?[count]);
        foreach (GroupHolder row in graph.Census.Holders?.Rows ?? [])
        {
            if (graph.IsGroup(row.Group) && row.Chunks > 0 && row.Chunks >= graph.Groups[row.Group].Total.Count / FewestOfMany)
                (_holders[row.Group] ??= []).Add(row);
        }
        foreach (GroupReach row in graph.Census.Reach?.Rows ?? [])
        {
            if (graph.IsGroup(row.Group) && row.Total.Count > 0)
                (_reach[row.Group] ??= []).Add(row);
        }
        foreach (GroupRoot root in graph.Census.Roots)
        {
            if (root.Kind == RootKind.LibraryData && graph.IsGroup(root.Child) && root.Count > _data[root.Child].Count)
                _data[root.Child] = (root.Name, root.Count);
        }
    }

    /// <summary>The shares add up to one.</summary>
    public IReadOnlyList<(Hold Hold, double Share)> Of(int group) => Of(group, 0);

    List<(Hold Hold, double Share)> Of(int group, int depth)
    {
        if (_known[group] is { } known)
            return known;
        List<(Hold Hold, double Share)> shares = Own(group);
        double left = 1 - shares.Sum(share => share.Share);
        if (left > 1e-9)
        {
            Blame blame = _blames[group];
            if (blame.IsPart && depth < 8 && _reach[group] is null)
                AddParents(shares, blame, left, depth);
            else
                Add(shares, Hold.None, left);
        }
        return depth == 0 ? _known[group] = shares : shares;
    }

    void AddParents(List<(Hold Hold, double Share)> shares, Blame blame, double left, int depth)
    {
        double links = blame.Parents.Sum(parent => (double)parent.Links);
        foreach ((int parent, long count) in links > 0 ? blame.Parents : [])
        {
            foreach ((Hold hold, double share) in Of(parent, depth + 1))
                Add(shares, hold, left * share * count / links);
        }
        if (links <= 0)
            Add(shares, Hold.None, left);
    }

    static void Add(List<(Hold Hold, double Share)> shares, Hold hold, double share)
    {
        int index = shares.FindIndex(each => each.Hold == hold);
        if (index < 0)
            shares.Add((hold, share));
        else
            shares[index] = (hold, shares[index].Share + share);
    }

    List<(Hold Hold, double Share)> Own(int group)
    {
        List<(Hold Hold, double Share)> shares = [];
        double total = Math.Max(1, _graph.Groups[group].Total.Count);
        if (_reach[group] is { } reach)
        {
            double sum = Math.Max(total, reach.Sum(row => (double)row.Total.Count));
            foreach (GroupReach row in reach)
                AddReached(shares, group, row, row.Total.Count / sum);
            return shares;
        }
        double held = _holders[group]?.Sum(row => (double)row.Chunks) ?? 0;
        foreach (GroupHolder row in _holders[group] ?? [])
            Add(shares, HoldOf(row, ReachOf(row.State)), row.Chunks / Math.Max(total, held));
        double left = total - held;
        if (left > 0 && _data[group] is { Count: > 0 } data)
            Add(shares, new Hold(null, null, Reachable.Native, LibraryName.Short(data.Library)), Math.Min(left, data.Count) / total);
        return shares;
    }

    /// <summary>Of what only Java reaches, the holders are known; which of them holds which chunk is not.</summary>
    void AddReached(List<(Hold Hold, double Share)> shares, int group, GroupReach row, double share)
    {
        Reachable reachable = row.Kind switch
        {
            ReachKind.Native => Reachable.Native,
            ReachKind.Java => Reachable.Java,
            ReachKind.Garbage => Reachable.Garbage,
            ReachKind.Lost => Reachable.Lost,
            _ => Reachable.Unknown,
        };
        bool isJava = row.Kind is ReachKind.Java or ReachKind.Garbage;
        List<GroupHolder> holders = isJava ? _holders[group]?.FindAll(each => (each.State == HolderState.Garbage) == (row.Kind == ReachKind.Garbage)) ?? [] : [];
        double held = holders.Sum(each => (double)each.Chunks);
        foreach (GroupHolder each in holders)
            Add(shares, HoldOf(each, reachable), share * each.Chunks / held);
        if (holders.Count == 0)
            Add(shares, new Hold(null, null, reachable, row.From is { } from ? LibraryName.Short(from) : null), share);
    }

    static Hold HoldOf(GroupHolder row, Reachable reachable) => new(row.HolderClass, row.Referrer, reachable, null);

    static Reachable ReachOf(HolderState state) => state switch
    {
        HolderState.Kept => Reachable.Java,
        HolderState.Garbage => Reachable.Garbage,
        _ => Reachable.Unknown,
    };

    public IReadOnlyList<GroupReach> ReachOf(int group) => _reach[group] ?? [];
}
