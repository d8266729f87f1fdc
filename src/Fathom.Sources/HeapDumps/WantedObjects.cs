namespace Fathom.Sources.HeapDumps;

/// <summary>What a pass looks for: objects whose referrers are asked for, and such whose class is.</summary>
sealed class WantedObjects
{
    /// <summary>Sixteen bits and more for each wanted object: of those that are not, one in sixteen is looked up at most.</summary>
    const int LogOfBits = 5;

    readonly ulong[] _bits;
    readonly int _shift;
    readonly IdTable _mixed = new();
    readonly List<ulong> _homes = [];

    /// <param name="known">Objects of which nothing but the class is asked.</param>
    public WantedObjects(DumpGraph graph, IReadOnlyCollection<ulong> known)
    {
        int log = Math.Clamp(System.Numerics.BitOperations.Log2((uint)Math.Max(1, graph.Count)) + LogOfBits, 12, 24);
        _bits = new ulong[(1 << log) / 64];
        _shift = 32 - log;
        for (int i = 0; i < graph.Count; i++)
        {
            ref DumpNode node = ref graph[i];
            if (i >= graph.Asked && !(node.IsKept && node.Class >= 0))
                Add(node.Id, i);
        }
        _homes.AddRange(known);
        _homes.Sort();
    }

    public int Count => Numbers.Count;

    public IdTable Numbers { get; } = new();

    void Add(ulong id, int number)
    {
        uint mixed = FarReferences.Mixed(id);
        Numbers.Add(id, number);
        if (_mixed.Find(Key(mixed)) < 0)
            _mixed.Add(Key(mixed), 0);
        int at = (int)(mixed >> _shift);
        _bits[at >> 6] |= 1UL << at;
        _homes.Add(id);
    }

    static ulong Key(uint mixed) => mixed | 1UL << 32;

    public int Find(ulong id)
    {
        int at = (int)(FarReferences.Mixed(id) >> _shift);
        return (_bits[at >> 6] & (1UL << at)) == 0 ? -1 : Numbers.Find(id);
    }

    public bool MayBe(uint mixed)
    {
        int at = (int)(mixed >> _shift);
        return (_bits[at >> 6] & (1UL << at)) != 0 && _mixed.Find(Key(mixed)) >= 0;
    }

    /// <summary>A block may lead to one of them, or have one.</summary>
    public bool MayBeIn(in DumpBlock block)
    {
        if (block.IsOpen)
            return true;
        int at = _homes.BinarySearch(block.Lowest);
        return at >= 0 || (~at < _homes.Count && _homes[~at] <= block.Highest) || block.References.Any(block.First, block.Count, this);
    }
}
