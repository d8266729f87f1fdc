using System.Runtime.CompilerServices;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>Shapes by the word that names their class: one probe for each object of the heap, so nothing but arrays.</summary>
sealed class ShapeTable
{
    /// <summary>Far above any application; 48 bytes each.</summary>
    const int MostShapes = 300_000;

    /// <summary>Remembered words that are no class: each costs a read of the target.</summary>
    const int MostMisses = 100_000;

    readonly Func<ulong, ObjectShape> _read;
    readonly HashSet<ulong> _misses = [];
    int[] _slots = new int[8192];
    ObjectShape[] _shapes = new ObjectShape[1024];
    int _shift = 64 - 13;

    /// <param name="read">What a word that was not met before stands for.</param>
    public ShapeTable(Func<ulong, ObjectShape> read) => _read = read;

    /// <summary>The first is no shape at all.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>All objects that were counted.</summary>
    public long Objects
    {
        get
        {
            long sum = 0;
            foreach (ref readonly ObjectShape shape in _shapes.AsSpan(0, Count))
                sum += shape.Count;
            return sum;
        }
    }

    public ref ObjectShape this[int index] => ref _shapes[index];

    /// <summary>The index of the shape behind a header's word; zero where it names no class.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ulong word)
    {
        int[] slots = _slots;
        for (uint at = Slot(word); ; at = (at + 1) & (uint)(slots.Length - 1))
        {
            int index = slots[at];
            if (index == 0)
                return Add(word);
            if (_shapes[index].Word == word)
                return index;
        }
    }

    /// <summary>As <see cref="Find"/>, but a word that was not met before is none.</summary>
    public int FindKnown(ulong word)
    {
        for (uint at = Slot(word); ; at = (at + 1) & (uint)(_slots.Length - 1))
        {
            int index = _slots[at];
            if (index == 0 || _shapes[index].Word == word)
                return index;
        }
    }

    public void ClearCounts()
    {
        foreach (ref ObjectShape shape in _shapes.AsSpan())
            (shape.Count, shape.Bytes) = (0, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    int Add(ulong word)
    {
        if (word == 0 || Count >= MostShapes || _misses.Contains(word))
            return 0;
        ObjectShape shape = _read(word);
        if (shape.Kind == ShapeKind.None)
        {
            if (_misses.Count < MostMisses)
                _misses.Add(word);
            return 0;
        }
        if (Count == _shapes.Length)
            Array.Resize(ref _shapes, _shapes.Length * 2);
        if (Count * 4 > _slots.Length)
            Grow();
        _shapes[Count] = shape;
        Put(Count);
        return Count++;
    }

    void Grow()
    {
        _slots = new int[_slots.Length * 2];
        _shift--;
        for (int i = 1; i < Count; i++)
            Put(i);
    }

    void Put(int index)
    {
        uint at = Slot(_shapes[index].Word);
        while (_slots[at] != 0)
            at = (at + 1) & (uint)(_slots.Length - 1);
        _slots[at] = index;
    }

    uint Slot(ulong word) => (uint)(unchecked(word * 0x9E3779B97F4A7C15) >> _shift);
}
