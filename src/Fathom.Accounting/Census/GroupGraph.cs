using Fathom.Evidence;
using Fathom.Evidence.Census;

namespace Fathom.Accounting.Census;

/// <summary>The groups of a census with their links at hand.</summary>
sealed class GroupGraph
{
    // HotSpot's header of its own blocks (share/nmt/mallocHeader.hpp): what it hands out lies behind it.
    public const int NmtHeader = 16;

    readonly int[] _first;
    readonly List<int>?[] _to;
    readonly Dictionary<(int Group, int Offset), long> _itself = [];
    readonly Dictionary<(int Group, int Offset, int At), long> _itselfAt = [];
    readonly Dictionary<(Bytes Size, string Library, ulong At), long> _objects = [];

    public GroupGraph(ChunkCensus census, IReadOnlyList<string> libraries)
    {
        (Census, Libraries) = (census, libraries);
        List<GroupEdge> edges = new(census.Edges.Count);
        foreach (GroupEdge edge in census.Edges)
        {
            if (!IsGroup(edge.Parent) || !IsGroup(edge.Child) || edge.Count <= 0)
                continue;
            if (edge.Into == GroupEdge.Itself)
                AddItself(edge);
            else
                edges.Add(edge);
        }
        edges.Sort((a, b) => a.Parent != b.Parent ? a.Parent.CompareTo(b.Parent)
            : a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) : a.Child.CompareTo(b.Child));
        Edges = edges;
        _first = new int[census.Groups.Count + 1];
        foreach (GroupEdge edge in edges)
            _first[edge.Parent + 1]++;
        for (int i = 0; i < census.Groups.Count; i++)
            _first[i + 1] += _first[i];
        _to = new List<int>?[census.Groups.Count];
        for (int i = 0; i < edges.Count; i++)
            (_to[edges[i].Child] ??= []).Add(i);
        foreach (ChunkGroup group in census.Groups)
        {
            foreach (GroupWord word in group.Words)
                _objects[(group.ChunkSize, word.Library, word.At)] = _objects.GetValueOrDefault((group.ChunkSize, word.Library, word.At)) + group.Total.Count;
        }
        HasTags = census.Groups.Any(group => group.NmtTag is not null && group.Total.Count > 0);
    }

    public ChunkCensus Census { get; }

    /// <summary>Paths of what is mapped.</summary>
    public IReadOnlyList<string> Libraries { get; }

    public IReadOnlyList<ChunkGroup> Groups => Census.Groups;

    /// <summary>By parent.</summary>
    public IReadOnlyList<GroupEdge> Edges { get; }

    /// <summary>The JVM marks its own blocks: one without a mark is not the JVM's.</summary>
    public bool HasTags { get; }

    /// <summary>Where in <see cref="Edges"/> the links of a group stand.</summary>
    public (int From, int End) EdgesOf(int group) => (_first[group], _first[group + 1]);

    /// <summary>Where in <see cref="Edges"/> the links that lead to a group stand.</summary>
    public IReadOnlyList<int> EdgesTo(int group) => _to[group] ?? [];

    /// <summary>Chunks of a group that have an address of their own memory there.</summary>
    /// <param name="at">Only those of this place in it; null for any.</param>
    public long ToItself(int group, int offset, int? at = null) =>
        at is { } place ? _itselfAt.GetValueOrDefault((group, offset, place)) : _itself.GetValueOrDefault((group, offset));

    /// <summary>Chunks of a size that have this address, wherever in them: an aligned object begins at different places of its block.</summary>
    public long Having(Bytes size, GroupWord word) => _objects.GetValueOrDefault((size, word.Library, word.At));

    void AddItself(GroupEdge edge)
    {
        _itself[(edge.Parent, edge.Offset)] = _itself.GetValueOrDefault((edge.Parent, edge.Offset)) + edge.Count;
        if (edge.At is { } at)
            _itselfAt[(edge.Parent, edge.Offset, at)] = _itselfAt.GetValueOrDefault((edge.Parent, edge.Offset, at)) + edge.Count;
    }

    public bool IsGroup(int number) => number >= 0 && number < Census.Groups.Count;

    /// <summary>Where the program's own bytes begin in the chunks of a group.</summary>
    public int Begin(int group) => Groups[group].NmtTag is null ? 0 : NmtHeader;
}
