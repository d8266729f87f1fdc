using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HeapDumps;

/// <summary>Objects of one class.</summary>
struct ClassTally
{
    public ulong Id;
    public long Count;

    /// <summary>From one of them to the next object: the least of all is what one takes in the heap. Zero where none was met.</summary>
    public ulong Least;
}

/// <summary>
/// The first pass: how many objects of which class, the classes themselves, the roots. A dump has no sizes of objects, but
/// their addresses, in order for the most part: neighbours tell the size.
/// </summary>
sealed class DumpCounting(DumpWindow window) : IDumpVisitor
{
    const int NoClass = -1;

    /// <summary>From this length on, arrays of narrow and of wide references cannot have the same size.</summary>
    const int TellingLength = 8;

    readonly IdTable _numbers = new();
    ClassTally[] _tallies = new ClassTally[256];
    int _tallied;
    ulong _lastClass, _lastAt;
    int _lastNumber = NoClass, _before = NoClass, _arrayBefore = NoClass;
    byte _typeBefore;

    public ReadOnlySpan<ClassTally> Tallies => _tallies.AsSpan(0, _tallied);

    public Dictionary<ulong, DumpClassText> Classes { get; } = [];

    public Dictionary<ulong, DumpRoot> Roots { get; } = [];

    public Dictionary<ulong, int> Globals { get; } = [];

    public long[] RootCounts { get; } = new long[(int)DumpRoot.Other + 1];

    public ulong Lowest { get; private set; } = ulong.MaxValue;

    public ulong Highest { get; private set; }

    public long Objects { get; private set; }

    /// <summary>Arrays of references whose neighbour says that a reference takes four bytes, or eight.</summary>
    public long Narrow { get; private set; }

    public long Wide { get; private set; }

    /// <summary>What an array of primitives takes more than its elements, at least.</summary>
    public ulong ArrayHead { get; private set; } = ulong.MaxValue;

    /// <summary>There was more than is kept.</summary>
    public bool IsFull { get; private set; }

    public bool WantsElements => false;

    /// <summary>What comes next is not next to what came last.</summary>
    public void Break() => (_before, _arrayBefore, _typeBefore) = (NoClass, NoClass, 0);

    public void Root(DumpRoot kind, ulong id)
    {
        RootCounts[(int)kind]++;
        if (Roots.Count >= Limits.DumpRoots)
        {
            IsFull = true;
            return;
        }
        ref DumpRoot known = ref CollectionsMarshal.GetValueRefOrAddDefault(Roots, id, out bool isKnown);
        if (!isKnown || kind < known)
            known = kind;
        if (kind == DumpRoot.JniGlobal)
            CollectionsMarshal.GetValueRefOrAddDefault(Globals, id, out _)++;
    }

    public void Class(ulong id, ReadOnlySpan<byte> record)
    {
        Break();
        if (Classes.Count < Limits.DumpClasses)
            Classes[id] = DumpClassText.Of(record, window);
        else
            IsFull = true;
    }

    public void Instance(ulong id, ulong ofClass, ReadOnlySpan<byte> fields)
    {
        Meet(id);
        int number = ofClass == _lastClass ? _lastNumber : Number(ofClass);
        if (number >= 0)
            _tallies[number].Count++;
        _before = number;
    }

    public void ObjectArray(ulong id, ulong ofClass, int count)
    {
        Meet(id);
        int number = ofClass == _lastClass ? _lastNumber : Number(ofClass);
        if (number >= 0)
            _tallies[number].Count++;
        (_arrayBefore, _typeBefore) = (count, DumpTypes.Object);
    }

    public void PrimitiveArray(ulong id, byte type, int count)
    {
        Meet(id);
        (_arrayBefore, _typeBefore) = (count, type);
    }

    public void Elements(ulong id, ReadOnlySpan<byte> references)
    {
    }

    void Meet(ulong id)
    {
        Objects++;
        Lowest = Math.Min(Lowest, id);
        Highest = Math.Max(Highest, id);
        if (id > _lastAt)
        {
            ulong apart = id - _lastAt;
            if (_before >= 0)
            {
                ref ulong least = ref _tallies[_before].Least;
                if (least == 0 || apart < least)
                    least = apart;
            }
            else if (_arrayBefore >= 0)
            {
                Learn(apart, (ulong)_arrayBefore);
            }
        }
        (_lastAt, _before, _arrayBefore) = (id, NoClass, NoClass);
    }

    void Learn(ulong apart, ulong count)
    {
        if (_typeBefore != DumpTypes.Object)
        {
            ulong own = count * (ulong)DumpTypes.Length(_typeBefore, 0);
            if (apart > own && apart - own < ArrayHead)
                ArrayHead = apart - own;
        }
        else if (count >= TellingLength)
        {
            Narrow += apart >= 12 + 4 * count && apart < 32 + 4 * count ? 1 : 0;
            Wide += apart >= 16 + 8 * count && apart < 32 + 8 * count ? 1 : 0;
        }
    }

    int Number(ulong ofClass)
    {
        int number = _numbers.Find(ofClass);
        if (number < 0 && _tallied < Limits.DumpClasses)
        {
            number = _tallied++;
            if (number == _tallies.Length)
                Array.Resize(ref _tallies, number * 2);
            _tallies[number].Id = ofClass;
            _numbers.Add(ofClass, number);
        }
        IsFull |= number < 0;
        (_lastClass, _lastNumber) = (ofClass, number);
        return number;
    }
}
