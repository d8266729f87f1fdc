using System.Runtime.CompilerServices;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>Why an object is not garbage, whatever refers to it.</summary>
enum RootKind : byte
{
    None,
    Static,

    /// <summary>A class itself, by a field that every class has: its loader.</summary>
    Class,
    JniGlobal,
    Thread,
    JniLocal,
    Stack,
}

/// <summary>An object that holds a chunk, or from which one that does can be reached.</summary>
struct GraphNode
{
    public ulong Address;

    public int Class;

    /// <summary>The first of the edges that come in, by number; below zero where there is none.</summary>
    public int FirstIn;

    public short Referrers;

    /// <summary>Some of its referrers were not taken, for there are too many.</summary>
    public bool IsCrowded;

    /// <summary>A phantom reference that holds a chunk: only what it watches matters, so its own referrers are not looked for.</summary>
    public bool IsWatcher;

    public RootKind Root;

    public HolderMark Mark;

    /// <summary>In which pass it became wanted, and where that pass stood: the next pass ends there for it.</summary>
    public byte Pass;

    public ulong Since;

    /// <summary>The edge that leads towards a root; below zero where there is none.</summary>
    public int Up;
}

enum HolderMark : byte
{
    None,

    /// <summary>A root leads to it.</summary>
    Kept,

    /// <summary>Not all that may refer to it was looked at.</summary>
    Doubtful,
}

/// <summary>A reference from one node to another.</summary>
/// <param name="Field">Its offset; of an array the place of the element; <see cref="ReferenceGraph.Watched"/> where a Cleaner stands between.</param>
readonly record struct GraphEdge(int From, int To, int NextIn, int Field);

/// <summary>
/// The part of the heap's references that lies above the holders: who refers to them, to those, and so on. A filter of
/// some bits tells most of the heap's references in one step from those that matter.
/// </summary>
sealed class ReferenceGraph
{
    /// <summary>The referrer is what a Cleaner watches; the Cleaner's action refers to the object.</summary>
    public const int Watched = -1;

    const int MostNodes = 150_000;
    const int MostEdges = 400_000;

    /// <summary>Of one object: what has more referrers is mostly not a holder's owner but something shared.</summary>
    const int MostReferrers = 100;

    const int FilterBits = 20;

    // Numbers of nodes by their addresses; zero where none is, so each is one more.
    int[] _slots = new int[4096];
    readonly ulong[] _filter = new ulong[1 << (FilterBits - 6)];
    readonly Pieces<GraphNode> _nodes = new();
    readonly Pieces<GraphEdge> _edges = new();
    ulong _low = ulong.MaxValue, _high;

    public int Count { get; private set; }

    public int Edges { get; private set; }

    /// <summary>Something was left out, for want of room.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Objects that are asked for.</summary>
    public int Wanted { get; private set; }

    /// <summary>Nodes that became wanted in this pass, and the farthest place where one did.</summary>
    public int Added { get; private set; }

    public ulong Farthest { get; private set; }

    /// <summary>Is told what is wanted; null where there is none.</summary>
    public ReferenceSieve? Sieve { get; set; }

    public ref GraphNode this[int number] => ref _nodes[number];

    public ref readonly GraphEdge Edge(int number) => ref _edges[number];

    /// <summary>Whether an address may be one that is asked for; most are not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayWant(ulong address)
    {
        if (unchecked(address - _low) >= unchecked(_high - _low))
            return false;
        uint bit = Bit(address);
        return (_filter[bit >> 6] & (1UL << (int)(bit & 63))) != 0;
    }

    /// <summary>Below zero where it is none.</summary>
    public int Find(ulong address) => _slots[SlotOf(address)] - 1;

    /// <summary>Whether referrers of it are still looked for at a place of a pass.</summary>
    public bool IsOpen(int number, int pass, ulong place)
    {
        ref readonly GraphNode node = ref _nodes[number];
        return !node.IsWatcher && node.Mark != HolderMark.Kept && node.Root == RootKind.None
            && (node.Pass == pass || (node.Pass == pass - 1 && place <= node.Since));
    }

    /// <summary>The node of an object, made where it is new; below zero where there is no room.</summary>
    public int Add(ulong address, int ofClass, RootKind root, int pass, ulong since)
    {
        if (Find(address) is >= 0 and var known)
            return known;
        if (Count == MostNodes)
        {
            IsFull = true;
            return -1;
        }
        if (2 * Count >= _slots.Length)
            Spread();
        _nodes.Add(Count) = new GraphNode { Address = address, Class = ofClass, FirstIn = -1, Up = -1, Root = root, Pass = (byte)pass, Since = since };
        _slots[SlotOf(address)] = Count + 1;
        if (root == RootKind.None)
        {
            Want(address);
            Added++;
            Farthest = Math.Max(Farthest, since);
        }
        return Count++;
    }

    public void Connect(int from, int to, int field)
    {
        ref GraphNode node = ref _nodes[to];
        if (node.Referrers >= MostReferrers || Edges == MostEdges)
        {
            node.IsCrowded = true;
            return;
        }
        _edges.Add(Edges) = new GraphEdge(from, to, node.FirstIn, field);
        node.FirstIn = Edges++;
        node.Referrers++;
    }

    /// <summary>Before a pass: what is settled is no longer asked for, nor what was looked for everywhere.</summary>
    public void Begin(int pass)
    {
        (Added, Farthest) = (0, 0);
        Want(pass);
    }

    /// <summary>All that nothing is known of yet.</summary>
    public void WantUnsettled() => Want(null);

    void Want(int? pass)
    {
        Array.Clear(_filter);
        Sieve?.Clear();
        (_low, _high, Wanted) = (ulong.MaxValue, 0, 0);
        for (int i = 0; i < Count; i++)
        {
            ref readonly GraphNode node = ref _nodes[i];
            if (node.Mark == HolderMark.None && node.Root == RootKind.None && !node.IsWatcher
                && (pass is not { } now || node.Pass >= now || (node.Pass == now - 1 && node.Since > 0)))
                Want(node.Address);
        }
    }

    /// <summary>Where an address stands, or would.</summary>
    int SlotOf(ulong address)
    {
        int slot = unchecked((int)Hash(address)) & (_slots.Length - 1);
        while (_slots[slot] != 0 && _nodes[_slots[slot] - 1].Address != address)
            slot = (slot + 1) & (_slots.Length - 1);
        return slot;
    }

    void Spread()
    {
        _slots = new int[2 * _slots.Length];
        for (int i = 0; i < Count; i++)
            _slots[SlotOf(_nodes[i].Address)] = i + 1;
    }

    void Want(ulong address)
    {
        uint bit = Bit(address);
        _filter[bit >> 6] |= 1UL << (int)(bit & 63);
        Wanted++;
        Sieve?.Add(address);
        (_low, _high) = (Math.Min(_low, address), Math.Max(_high, address + 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint Bit(ulong address) => Hash(address) >> (32 - FilterBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint Hash(ulong address) => (uint)(unchecked(address * 0x9E3779B97F4A7C15) >> 32);
}
