using Fathom.Accounting.Fingerprints;
using Fathom.Evidence.Census;

namespace Fathom.Accounting.Census;

/// <summary>Who holds a part of a group, and from where it is reached.</summary>
readonly record struct Hold(string? Holder, string? Referrer, Reachable Reachable, string? From)
{
    /// <summary>Why the reach is unknown, where it is. It makes no row of its own.</summary>
    public Doubt Doubt { get; init; }
}

/// <summary>Chunks of a group that are the same structure and have the same holder.</summary>
readonly record struct Portion(Blame Blame, Hold Hold, double Share);

/// <summary>
/// Parts of each group by who holds them. Chunks that nobody holds by themselves are held by who holds the structure
/// that they are a part of: as the structures were followed, else in the proportions of what leads to them.
/// </summary>
sealed class Portions
{
    // A number that happens to equal an address makes single hits (reference runs: under one in a hundred).
    const int FewestOfMany = 100;

    const int Deepest = 8;
    const double NearlyAll = 0.9;

    readonly GroupGraph _graph;
    readonly Blames _blames;
    readonly List<GroupHolder>?[] _holders;
    readonly List<GroupReach>?[] _reach;
    readonly NativeReach _native;
    readonly List<Portion>?[] _known;

    // Groups that lead to each other: without these each way through them would be gone by itself.
    readonly Dictionary<(int Group, int Depth), List<Portion>> _below = [];

    public Portions(GroupGraph graph, Blames blames)
    {
        (_graph, _blames) = (graph, blames);
        int count = graph.Groups.Count;
        (_holders, _reach, _native, _known) = (new List<GroupHolder>?[count], new List<GroupReach>?[count], new NativeReach(graph, blames),
            new List<Portion>?[count]);
        Take([.. graph.Census.Holders?.Rows.SelectMany(WithParts) ?? []]);
        foreach (GroupReach row in graph.Census.Reach?.Rows ?? [])
        {
            if (graph.IsGroup(row.Group) && row.Total.Count > 0)
                (_reach[row.Group] ??= []).Add(row);
        }
    }

    IEnumerable<GroupHolder> WithParts(GroupHolder row)
    {
        yield return row;
        foreach (HeldPart part in row.Parts)
        {
            // The part that counts may be a later one: of a z_stream it is the state that tells which.
            if (_graph.IsGroup(part.Group) && _blames[part.Group].Any(each => each.Blame.Parents.Count > 0))
                yield return row with { Group = part.Group, Chunks = part.Chunks };
        }
    }

    /// <summary>A class that holds many of a group holds the few, too, to which another referrer leads.</summary>
    void Take(List<GroupHolder> rows)
    {
        Dictionary<(int Group, string Class), long> sums = [];
        foreach (GroupHolder row in rows)
            sums[(row.Group, row.HolderClass)] = sums.GetValueOrDefault((row.Group, row.HolderClass)) + row.Chunks;
        foreach (GroupHolder row in rows)
        {
            if (_graph.IsGroup(row.Group) && row.Chunks > 0
                && sums[(row.Group, row.HolderClass)] >= _graph.Groups[row.Group].Total.Count / FewestOfMany)
                (_holders[row.Group] ??= []).Add(row);
        }
    }

    /// <summary>The shares add up to one.</summary>
    public IReadOnlyList<Portion> Of(int group) => Of(group, 0);

    List<Portion> Of(int group, int depth)
    {
        if (_known[group] is { } known || _below.TryGetValue((group, depth), out known))
            return known;
        List<Portion> portions = Joined(_blames[group], Own(group), group, depth);
        return depth == 0 ? _known[group] = Whole(portions, _graph.Groups[group].Total.Count) : _below[(group, depth)] = portions;
    }

    /// <summary>Shares come from sums that differ by a few: less than half a chunk is none, and goes to the largest of its kind.</summary>
    static List<Portion> Whole(List<Portion> portions, long count)
    {
        for (int i = portions.Count - 1; i >= 0; i--)
        {
            Portion small = portions[i];
            if (small.Share * count >= 0.5)
                continue;
            int into = -1;
            for (int k = 0; k < portions.Count; k++)
            {
                if (k != i && ReferenceEquals(portions[k].Blame, small.Blame) && (into < 0 || portions[k].Share > portions[into].Share))
                    into = k;
            }
            if (into < 0 || portions[into].Share < small.Share)
                continue;
            portions[into] = portions[into] with { Share = portions[into].Share + small.Share };
            portions.RemoveAt(i);
        }
        return portions;
    }

    /// <summary>Holders that are typical of a structure are those of its part of a mixed group; the others are anybody's.</summary>
    List<Portion> Joined(IReadOnlyList<(Blame Blame, double Share)> blames, List<(Hold Hold, double Share)> holds, int group, int depth)
    {
        List<Portion> portions = [];
        double[] left = [.. blames.Select(each => each.Share)];
        for (int b = 0; b < left.Length && left.Length > 1; b++)
        {
            for (int h = 0; h < holds.Count; h++)
            {
                double part = Math.Min(left[b], holds[h].Share);
                if (part <= 0 || holds[h].Hold.Holder is not { } holder || !blames[b].Blame.Holders.Any(pattern => Wildcard.Fits(pattern, holder)))
                    continue;
                portions.Add(new Portion(blames[b].Blame, holds[h].Hold, part));
                left[b] -= part;
                holds[h] = (holds[h].Hold, holds[h].Share - part);
            }
        }
        double rest = left.Sum(), held = holds.Sum(each => each.Share), scale = held > rest && held > 0 ? rest / held : 1;
        for (int b = 0; b < left.Length && rest > 1e-12; b++)
        {
            double part = left[b] / rest;
            foreach ((Hold hold, double share) in holds)
                Add(portions, blames[b].Blame, hold, share * scale * part);
            AddRest(portions, blames[b].Blame, left[b] - (held * scale * part), group, depth);
        }
        return portions;
    }

    void AddRest(List<Portion> portions, Blame blame, double left, int group, int depth)
    {
        if (left <= 1e-9)
            return;
        double links = blame.Parents.Sum(parent => (double)parent.Links);
        if ((links <= 0 || !blame.IsPart) && _reach[group] is null && _native.From(group) is { } library && NativeShare(group, left) is > 0 and var native)
        {
            Add(portions, blame, new Hold(null, null, Reachable.Native, library), left * native);
            left *= 1 - native;
            if (left <= 1e-9)
                return;
        }
        if (links <= 0 || depth >= Deepest || _reach[group] is not null)
        {
            Add(portions, blame, new Hold { Doubt = Doubts.OfOthers(_graph.Census) }, left);
            return;
        }
        foreach ((int parent, long count) in blame.Parents)
        {
            IReadOnlyList<Portion> above = Of(parent, depth + 1);
            // Of a mixed parent only the part that is the same structure leads here.
            IReadOnlyList<Portion> same = [.. above.Where(each => each.Blame.Structure == blame.Structure)];
            IReadOnlyList<Portion> from = same.Count > 0 ? same : above;
            double sum = from.Sum(each => each.Share);
            foreach (Portion each in from)
                Add(portions, blame, each.Hold, left * (count / links) * (sum > 0 ? each.Share / sum : 1.0 / from.Count));
        }
    }

    /// <summary>Of those that no Java object holds: how many libraries' data leads to. Less than half of them may be stale words.</summary>
    double NativeShare(int group, double left)
    {
        double share = _native.Of(group) / Math.Max(1, _graph.Groups[group].Total.Count);
        if (share >= NearlyAll)
            return 1;
        // Where links go beyond what is left they lead to held ones, too.
        double ofLeft = share / left;
        return ofLeft is >= 0.5 and <= 1 / NearlyAll ? ofLeft >= NearlyAll ? 1 : ofLeft : 0;
    }

    static void Add(List<Portion> portions, Blame blame, Hold hold, double share)
    {
        if (share <= 0)
            return;
        int index = portions.FindIndex(each => each.Hold == hold && ReferenceEquals(each.Blame, blame));
        if (index < 0)
            portions.Add(new Portion(blame, hold, share));
        else
            portions[index] = portions[index] with { Share = portions[index].Share + share };
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
        {
            Add(shares, new Hold(null, null, reachable, row.From is { } from ? LibraryName.Short(from) : null)
            {
                Doubt = reachable == Reachable.Unknown ? Doubts.Of(row.Doubt) : Doubt.None,
            }, share);
        }
    }

    Hold HoldOf(GroupHolder row, Reachable reachable) => new(row.HolderClass, row.Referrer, reachable, null)
    {
        Doubt = reachable == Reachable.Unknown ? Doubts.OfHolders(_graph.Census) : Doubt.None,
    };

    static Reachable ReachOf(HolderState state) => state switch
    {
        HolderState.Kept => Reachable.Java,
        HolderState.Garbage => Reachable.Garbage,
        _ => Reachable.Unknown,
    };

    public IReadOnlyList<GroupReach> ReachOf(int group) => _reach[group] ?? [];
}
