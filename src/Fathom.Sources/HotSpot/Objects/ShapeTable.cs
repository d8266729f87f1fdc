using System.Runtime.CompilerServices;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>
/// A shape's place in the table by its word, and what an object's length is made of: the next object begins behind it, so
/// nothing else is waited for.
/// </summary>
/// <param name="Length">The bytes of an instance; below zero for an array, zero for what has another length each time.</param>
readonly record struct ShapeSlot(ulong Word, int Index, int Length)
{
    public int HeaderOfArray => ~Length >> 2;

    public int ElementShift => ~Length & 3;

    public static ShapeSlot Of(in ObjectShape shape, int index) => new(shape.Word, index, shape.Kind switch
    {
        ShapeKind.Instance => shape.Size,
        ShapeKind.Array => ~((shape.Size << 2) | shape.ElementShift),
        _ => 0,
    });
}

/// <summary>Shapes by the word that names their class: one probe for each object of the heap, so nothing but arrays.</summary>
sealed class ShapeTable
{
    /// <summary>Far above any application; 48 bytes each, and 64 of slots.</summary>
    const int MostShapes = 300_000;

    static readonly ShapeSlot[] None = new ShapeSlot[1];

    /// <summary>Remembered words that are no class: each costs a read of the target.</summary>
    const int MostMisses = 100_000;

    readonly Func<ulong, ObjectShape> _read;
    readonly HashSet<ulong> _misses = [];
    ShapeSlot[] _slots = new ShapeSlot[4096];
    ObjectShape[] _shapes = new ObjectShape[1024];
    int _shift = 64 - 12;

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
    public int Find(ulong word) => SlotOf(word).Index;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly ShapeSlot SlotOf(ulong word)
    {
        ShapeSlot[] slots = _slots;
        for (uint at = Slot(word); ; at = (at + 1) & (uint)(slots.Length - 1))
        {
            ref ShapeSlot slot = ref slots[at];
            if (slot.Index == 0)
                return ref Add(word);
            if (slot.Word == word)
                return ref slot;
        }
    }

    /// <summary>As <see cref="Find"/>, but a word that was not met before is none.</summary>
    public int FindKnown(ulong word) => _slots[PlaceOf(word)].Index;

    public void ClearCounts()
    {
        foreach (ref ObjectShape shape in _shapes.AsSpan())
            (shape.Count, shape.Bytes) = (0, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    ref ShapeSlot Add(ulong word)
    {
        if (word == 0 || Count >= MostShapes || _misses.Contains(word))
            return ref None[0];
        ObjectShape shape = _read(word);
        if (shape.Kind == ShapeKind.None)
        {
            if (_misses.Count < MostMisses)
                _misses.Add(word);
            return ref None[0];
        }
        if (Count == _shapes.Length)
            Array.Resize(ref _shapes, _shapes.Length * 2);
        if (Count * 4 > _slots.Length)
            Grow();
        _shapes[Count] = shape;
        return ref Put(Count++);
    }

    void Grow()
    {
        _slots = new ShapeSlot[_slots.Length * 2];
        _shift--;
        for (int i = 1; i < Count; i++)
            Put(i);
    }

    ref ShapeSlot Put(int index)
    {
        ref ShapeSlot slot = ref _slots[PlaceOf(_shapes[index].Word)];
        slot = ShapeSlot.Of(_shapes[index], index);
        return ref slot;
    }

    /// <summary>Where a word stands, or would.</summary>
    uint PlaceOf(ulong word)
    {
        uint at = Slot(word);
        while (_slots[at].Index != 0 && _slots[at].Word != word)
            at = (at + 1) & (uint)(_slots.Length - 1);
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    uint Slot(ulong word) => (uint)(unchecked(word * 0x9E3779B97F4A7C15) >> _shift);
}
