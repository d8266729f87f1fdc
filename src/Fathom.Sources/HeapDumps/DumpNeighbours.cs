namespace Fathom.Sources.HeapDumps;

/// <summary>A dump has no sizes of objects, but their addresses, in order for the most part: neighbours tell the size.</summary>
struct DumpNeighbours
{
    const int None = -1;

    /// <summary>From this length on, arrays of narrow and of wide references cannot have the same size.</summary>
    const int TellingLength = 8;

    ulong _lastAt;
    int _arrayBefore;
    byte _typeBefore;
    ArrayHeads _heads;

    public DumpNeighbours() => Break();

    /// <summary>The class of the object before; below zero where it was an array, or nothing.</summary>
    public int Before { get; set; } = None;

    /// <summary>Arrays of references whose neighbour says that a reference takes four bytes, or eight.</summary>
    public long Narrow { get; private set; }

    public long Wide { get; private set; }

    /// <summary>Arrays of primitives, by how much farther away the next object is than their elements are long.</summary>
    public ArrayHeads Heads => _heads;

    /// <summary>What comes next is not next to what came last.</summary>
    public void Break() => (_lastAt, Before, _arrayBefore) = (ulong.MaxValue, None, None);

    public void Array(byte type, int count) => (_typeBefore, _arrayBefore) = (type, count);

    /// <returns>How far it is from an object before it, whose class <see cref="Before"/> still tells; zero where that says nothing.</returns>
    public ulong Meet(ulong id)
    {
        ulong apart = id > _lastAt ? id - _lastAt : 0;
        _lastAt = id;
        if (_arrayBefore >= 0)
            Learn(apart);
        return apart;
    }

    void Learn(ulong apart)
    {
        ulong count = (ulong)_arrayBefore;
        _arrayBefore = None;
        if (apart == 0)
            return;
        if (_typeBefore != DumpTypes.Object)
        {
            ulong own = count * (ulong)DumpTypes.Length(_typeBefore, 0);
            if (apart > own)
                _heads.Meet(own, apart - own);
        }
        else if (count >= TellingLength)
        {
            Narrow += apart >= 12 + 4 * count && apart < 32 + 4 * count ? 1 : 0;
            Wide += apart >= 16 + 8 * count && apart < 32 + 8 * count ? 1 : 0;
        }
    }
}
