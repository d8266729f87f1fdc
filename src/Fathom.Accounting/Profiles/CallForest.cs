using System.Runtime.InteropServices;
using Fathom.Evidence.Profiles;

namespace Fathom.Accounting.Profiles;

/// <summary>Stacks of one or more profiles over labels that mean the same in each. Node 0 is the root; a parent stands before its children.</summary>
public sealed class CallForest(ProfileQuestion question)
{
    readonly Dictionary<string, int> _labelOf = new(StringComparer.Ordinal);
    readonly Dictionary<long, int> _nodeOf = [];
    readonly List<string> _labels = [];
    readonly HashSet<int> _isUnnamed = [];
    readonly List<int> _parents = [-1];
    readonly List<int> _nodeLabels = [-1];
    (ProfileStacks Stacks, ProfileFrames Frames, int[] Nodes)? _last;

    public IReadOnlyList<string> Labels => _labels;

    public int Count => _parents.Count;

    public ReadOnlySpan<int> Parents => CollectionsMarshal.AsSpan(_parents);

    /// <summary>Of each node.</summary>
    public ReadOnlySpan<int> NodeLabels => CollectionsMarshal.AsSpan(_nodeLabels);

    /// <summary>It is an address, for want of a name.</summary>
    public bool IsUnnamed(int label) => _isUnnamed.Contains(label);

    /// <summary>The node of each stack of a profile; -1 for those that were not asked for.</summary>
    public int[] Add(AllocationProfile profile)
    {
        // Moments of one file are rows over the same stacks.
        int[] nodes = _last is var (stacks, frames, known) && ReferenceEquals(stacks, profile.Stacks) && ReferenceEquals(frames, profile.Frames)
            ? known : Placed(profile);
        _last = (profile.Stacks, profile.Frames, nodes);
        if (!HasEmpty(nodes, profile.Samples) && (profile.ThreadSamples is not { } threads || !HasEmpty(nodes, threads)))
            return nodes;
        int none = Node(0, Label(FrameLabels.NoStack));
        for (int i = 0; i < nodes.Length; i++)
            nodes[i] = nodes[i] == 0 ? none : nodes[i];
        return nodes;
    }

    int[] Placed(AllocationProfile profile)
    {
        FrameView[] frames = Frames(profile.Frames);
        ReadOnlySpan<int> parents = profile.Stacks.Parents;
        ReadOnlySpan<int> stackFrames = profile.Stacks.Frames;
        var nodes = new int[parents.Length];
        var seen = new Seen[parents.Length];
        bool hasFocus = question.Focus is not null;
        bool keepsAllocator = question.KeepsAllocator || profile.KeepsAllocator;
        for (int i = 1; i < parents.Length; i++)
        {
            FrameView frame = frames[stackFrames[i]];
            Seen above = seen[parents[i]];
            seen[i] = above | frame.Seen;
            // Below an allocator's frame all is the allocator's.
            bool isHidden = (seen[i] & Seen.Allocator) != 0 && !keepsAllocator;
            int node = nodes[parents[i]];
            bool isSame = question.Grain == ProfileGrain.Library && node > 0 && _nodeLabels[node] == frame.Label;
            nodes[i] = isHidden || isSame ? node : Node(node, frame.Label);
        }
        for (int i = 0; i < nodes.Length; i++)
        {
            if ((seen[i] & Seen.Ignored) != 0 || (hasFocus && (seen[i] & Seen.Focused) == 0))
                nodes[i] = -1;
        }
        return nodes;
    }

    static bool HasEmpty(int[] nodes, ProfileSamples samples)
    {
        foreach (int stack in samples.Stacks)
        {
            if (nodes[stack] == 0)
                return true;
        }
        return false;
    }

    /// <summary>What the samples of a profile add to the nodes themselves.</summary>
    public static void AddTo(NodeSums sums, int[] nodes, ProfileSamples samples, ReadOnlySpan<double> values)
    {
        ReadOnlySpan<int> stacks = samples.Stacks;
        for (int i = 0; i < stacks.Length; i++)
        {
            if (nodes[stacks[i]] is >= 0 and var node)
                sums.Add(node, values[i]);
        }
    }

    [Flags]
    enum Seen : byte
    {
        None = 0,
        Allocator = 1,
        Focused = 2,
        Ignored = 4,
    }

    readonly record struct FrameView(int Label, Seen Seen);

    FrameView[] Frames(ProfileFrames frames)
    {
        var views = new FrameView[frames.Count];
        for (int i = 0; i < views.Length; i++)
        {
            string label = FrameLabels.Of(frames, i, question.Grain);
            (string name, string library) = (frames.NameOf(i), frames.LibraryOf(i));
            Seen seen = AllocatorFrames.IsOne(name, library) ? Seen.Allocator : Seen.None;
            if (question.Focus is { } focus && (focus.Fits(label) || focus.Fits(library)))
                seen |= Seen.Focused;
            if (question.Ignore is { } ignore && (ignore.Fits(label) || ignore.Fits(library)))
                seen |= Seen.Ignored;
            views[i] = new FrameView(Label(label), seen);
            if (name.Length == 0 && question.Grain != ProfileGrain.Library)
                _isUnnamed.Add(views[i].Label);
        }
        return views;
    }

    int Label(string text)
    {
        ref int label = ref CollectionsMarshal.GetValueRefOrAddDefault(_labelOf, text, out bool known);
        if (known)
            return label;
        _labels.Add(text);
        return label = _labels.Count - 1;
    }

    int Node(int parent, int label)
    {
        ref int node = ref CollectionsMarshal.GetValueRefOrAddDefault(_nodeOf, ((long)parent << 32) | (uint)label, out bool known);
        if (known)
            return node;
        _parents.Add(parent);
        _nodeLabels.Add(label);
        return node = _parents.Count - 1;
    }
}
