using Fathom.Evidence;
using Fathom.Evidence.Profiles;

namespace Fathom.Accounting.Profiles;

/// <summary>A dump of a series, or the base.</summary>
/// <param name="Error">Of the total, from the sampling: 95 of 100 lie within.</param>
public sealed record ProfileMoment(string Place, string Kind, double Total, double Error, ProfileSampling Sampling, int Samples, DateTimeOffset? TakenAt);

/// <summary>What a thread has.</summary>
public sealed record ThreadRow(string Thread)
{
    public double Value { get; private set; }

    public double Before { get; private set; }

    public double Change => Value - Before;

    internal void Add(double value, bool isBefore)
    {
        if (isBefore)
            Before += value;
        else
            Value += value;
    }

    internal void Forget(bool isBefore)
    {
        if (isBefore)
            Before = 0;
        else
            Value = 0;
    }
}

/// <summary>Profiles in figures: the last of them, what was before it, and how it came to that.</summary>
public sealed class ProfileReport
{
    public const string NoStack = FrameLabels.NoStack;

    readonly ProfileQuestion _question;
    readonly StackGrowth _growth = new();
    readonly List<ProfileMoment> _moments = [];
    readonly Dictionary<string, ThreadRow> _threads = new(StringComparer.Ordinal);
    Placed? _last;
    Placed? _base;

    public ProfileReport(ProfileQuestion question)
    {
        _question = question;
        Forest = new CallForest(question);
    }

    public CallForest Forest { get; }

    /// <summary>What is counted; null before the first profile.</summary>
    public ProfileColumn? Column { get; private set; }

    /// <summary>All that the last profile counts, the one that was asked for among them.</summary>
    public IReadOnlyList<ProfileColumn> Columns => _last?.Profile.Columns ?? [];

    /// <summary>The last dump.</summary>
    public NodeSums Now { get; private set; } = new();

    /// <summary>What is taken away from it; null where nothing was given to compare with.</summary>
    public NodeSums? Before { get; private set; }

    public IReadOnlyList<ProfileMoment> Moments => _moments;

    public ProfileMoment? Base { get; private set; }

    public StackGrowth Growth => _growth;

    /// <summary>Of the last dump, what has a stack of the allocator's own frames only.</summary>
    public double Unplaced { get; private set; }

    public IReadOnlyList<ThreadRow> Threads
    {
        get
        {
            List<ThreadRow> rows = [.. _threads.Values];
            rows.Sort((one, other) => Math.Abs(other.Change).CompareTo(Math.Abs(one.Change)) is not 0 and var order ? order : string.CompareOrdinal(one.Thread, other.Thread));
            return rows;
        }
    }

    /// <summary>Another dump, later than those before it.</summary>
    public Gap? Add(AllocationProfile profile)
    {
        foreach (ProfileSnapshot earlier in profile.Earlier)
        {
            AllocationProfile then = profile with { When = earlier.When, Samples = earlier.Samples, ThreadSamples = null };
            if (!Weigh(then, isBefore: false).Try(out Weighed before, out Gap? problem))
                return problem;
            _moments.Add(before.Moment);
            // A sum without stacks says nothing of any stack, least of all that it was given back.
            if (earlier.HasStacks)
                _growth.Add(before.Sums, Forest.Count);
        }
        if (!Weigh(profile, isBefore: false).Try(out Weighed weighed, out Gap? gap))
            return gap;
        _moments.Add(weighed.Moment);
        (Now, _last) = (weighed.Sums, weighed.Placed);
        _growth.Add(Now, Forest.Count);
        Unplaced = UnplacedOf(Now);
        return null;
    }

    /// <summary>Another column of the last profile; nothing where the base lacks it.</summary>
    public NodeSums SumsOf(int column, bool isBefore)
    {
        NodeSums sums = new();
        if ((isBefore ? _base : _last) is not { } placed)
            return sums;
        int at = isBefore ? ColumnOf(placed.Profile.Columns, Columns[column].Name) : column;
        if (at >= 0)
            CallForest.AddTo(sums, placed.Nodes, placed.Profile.Samples, ProfileValues.Of(placed.Profile, placed.Profile.Samples, at).Values);
        return sums;
    }

    public Gap? AddBase(AllocationProfile profile)
    {
        if (!Weigh(profile, isBefore: true).Try(out Weighed weighed, out Gap? gap))
            return gap;
        (Base, Before, _base) = (weighed.Moment, weighed.Sums, weighed.Placed);
        return null;
    }

    sealed record Placed(AllocationProfile Profile, int[] Nodes);

    readonly record struct Weighed(ProfileMoment Moment, NodeSums Sums, Placed Placed);

    Result<Weighed> Weigh(AllocationProfile profile, bool isBefore)
    {
        int at = ColumnOf(profile.Columns, Column?.Name ?? _question.Column ?? (Column is null && Has(profile, profile.Shown) ? profile.Shown : null));
        if (at < 0)
            return Gaps.ProfileNoColumn.At(profile.Place, null, Column?.Name ?? _question.Column ?? "value", string.Join(", ", profile.Columns.Select(column => column.Name)));
        Column ??= profile.Columns[at];
        int[] nodes = Forest.Add(profile);
        ProfileValues values = ProfileValues.Of(profile, profile.Samples, at);
        NodeSums sums = new();
        CallForest.AddTo(sums, nodes, profile.Samples, values.Values);
        CountThreads(profile, nodes, isBefore);
        return new Weighed(
            new ProfileMoment(profile.When is { } when ? $"{profile.Place}, {when}" : profile.Place, profile.Kind, sums.Total(), values.Error, profile.Sampling, profile.Samples.Count, profile.TakenAt), sums, new Placed(profile, nodes));
    }

    static bool Has(AllocationProfile profile, string? column) => profile.Columns.Any(each => each.Name == column);

    static int ColumnOf(IReadOnlyList<ProfileColumn> columns, string? name)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            if (name is null ? columns[i].Measure == ProfileMeasure.InUseBytes : columns[i].Name == name)
                return i;
        }
        if (name is not null)
            return -1;
        for (int i = 0; i < columns.Count; i++)
        {
            if (columns[i].IsBytes)
                return i;
        }
        return columns.Count - 1;
    }

    void CountThreads(AllocationProfile profile, int[] nodes, bool isBefore)
    {
        ProfileSamples? samples = profile.ThreadSamples ?? (profile.Samples.HasThreads ? profile.Samples : null);
        foreach (ThreadRow known in _threads.Values)
            known.Forget(isBefore);
        if (samples is null)
            return;
        ReadOnlySpan<double> values = ProfileValues.Of(profile, samples, ColumnOf(profile.Columns, Column!.Name)).Values;
        for (int i = 0; i < samples.Count; i++)
        {
            if (nodes[samples.Stacks[i]] < 0)
                continue;
            string thread = profile.Frames.Texts[samples.ThreadOf(i)];
            if (!_threads.TryGetValue(thread, out ThreadRow? row))
                _threads[thread] = row = new ThreadRow(thread);
            row.Add(values[i], isBefore);
        }
    }

    double UnplacedOf(NodeSums sums)
    {
        ReadOnlySpan<int> parents = Forest.Parents;
        for (int i = 1; i < parents.Length; i++)
        {
            if (parents[i] == 0 && Forest.Labels[Forest.NodeLabels[i]] == FrameLabels.NoStack)
                return sums[i];
        }
        return 0;
    }
}
