using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HeapDumps;

/// <summary>
/// The first pass over all objects: how many of which class, who owns native memory, the roots, and for each block of the dump which objects it has
/// and refers to.
/// </summary>
sealed class DumpSumming(DumpClasses classes, DumpWindow window, FarReferences references)
{
    /// <summary>No JVM has more in all direct buffers than half of an address space.</summary>
    const long MostNative = 1L << 47;

    readonly int _id = window.IdLength;
    readonly ClassTally[] _tallies = new ClassTally[classes.Count];
    readonly PrimitiveTally[] _primitives = new PrimitiveTally[12];
    readonly DumpBlocks _blocks = new(references);
    DumpNeighbours _neighbours = new();
    ulong _lastClass;
    int _number = -1;
    int[] _references = [];
    DumpOwnerKind[] _kinds = [];
    bool _full;

    public ReadOnlySpan<ClassTally> Tallies => _tallies;

    public ReadOnlySpan<PrimitiveTally> Primitives => _primitives;

    public DumpNeighbours Neighbours => _neighbours;

    public long Objects { get; private set; }

    public DumpRootSet Roots { get; } = new();

    /// <summary>Classes that the first records did not tell.</summary>
    public Dictionary<ulong, DumpClassText> LateClasses { get; } = [];

    /// <summary>Objects of classes that no record tells.</summary>
    public Dictionary<ulong, long> Strangers { get; } = [];

    public OwnerTally[] Owners { get; } = [.. classes.Kinds.Select(_ => new OwnerTally(Limits.DumpOwnersClimbed))];

    /// <summary>Addresses that owners have, with kind and size, to count each once.</summary>
    public List<(ulong Address, int Kind, long Native)> Addresses { get; } = [];

    public bool IsFull => _full;

    public List<DumpBlock> Blocks { get; private set; } = [];

    /// <summary>Another stretch of the dump, whose blocks go into a list of their own.</summary>
    public void Begin(long start, List<DumpBlock> blocks)
    {
        Blocks = blocks;
        _blocks.Begin(start);
        _neighbours.Break();
        (_lastClass, _number) = (0, -1);
    }

    public void Cut(long position)
    {
        Blocks.Add(_blocks.End(position));
        _blocks.Begin(position);
        (_lastClass, _number) = (0, -1);
    }

    public void Class(ulong id, ReadOnlySpan<byte> record)
    {
        _neighbours.Break();
        _blocks.Has(id);
        if (classes.Find(id) is not (>= 0 and var number) || !classes[number].IsTold)
        {
            if (LateClasses.Count < Limits.DumpClasses)
                LateClasses[id] = DumpClassText.Of(record, window);
            _full |= LateClasses.Count >= Limits.DumpClasses;
            return;
        }
        _blocks.Refer(classes[number].Loader);
        foreach (DumpField field in classes[number].Statics)
        {
            if (field.Type == DumpTypes.Object)
                _blocks.Refer(field.Value);
        }
    }

    public void Instance(ulong id, ulong ofClass, ReadOnlySpan<byte> fields)
    {
        Meet(id);
        if (ofClass != _lastClass)
            Turn(ofClass);
        _neighbours.Before = _number;
        if (_number < 0)
        {
            Strange(ofClass);
            return;
        }
        _tallies[_number].Count++;
        foreach (int at in _references)
        {
            if (at + _id <= fields.Length)
                _blocks.Refer(DumpIds.At(fields[at..], _id));
        }
        if (_kinds.Length > 0)
            Own(id, fields);
    }

    void Own(ulong id, ReadOnlySpan<byte> fields)
    {
        foreach (DumpOwnerKind kind in _kinds)
        {
            if (!kind.Fits(fields))
                continue;
            OwnerTally tally = Owners[kind.Number];
            tally.Count++;
            if (!kind.IsOpen(fields))
                return;
            tally.Open++;
            long native = Math.Min(kind.SizeOf(fields), MostNative);
            tally.Native = Math.Min(MostNative, tally.Native + native);
            if (kind.AddressOf(fields) is not 0 and var address && !kind.IsShell)
            {
                if (Addresses.Count < Limits.DumpAddresses)
                    Addresses.Add((address, kind.Number, native));
                else
                    _full = true;
            }
            if (!kind.IsShell)
                tally.Keep(new FoundOwner(id, _number, native));
            return;
        }
    }

    public void ObjectArray(ulong id, ulong ofClass, int count)
    {
        Meet(id);
        if (ofClass != _lastClass)
            Turn(ofClass);
        _neighbours.Before = -1;
        _neighbours.Array(DumpTypes.Object, count);
        if (_number < 0)
        {
            Strange(ofClass);
            return;
        }
        ref ClassTally tally = ref _tallies[_number];
        tally.Count++;
        tally.Elements += count;
        tally.Odd += count & 1;
    }

    public void Elements(ReadOnlySpan<byte> references)
    {
        for (; references.Length >= _id; references = references[_id..])
            _blocks.Refer(DumpIds.At(references, _id));
    }

    public void PrimitiveArray(ulong id, byte type, int count)
    {
        Meet(id);
        _neighbours.Before = -1;
        _neighbours.Array(type, count);
        _primitives[type].Add(count);
    }

    void Meet(ulong id)
    {
        Objects++;
        _blocks.Has(id);
        if (_neighbours.Meet(id) is > 0 and var apart && _neighbours.Before is >= 0 and var before)
            _tallies[before].Meet(apart);
    }

    /// <summary>An object of another class than the one before. That it is of the class leads to it, which is noted once a block.</summary>
    void Turn(ulong ofClass)
    {
        (_lastClass, _number) = (ofClass, classes.Find(ofClass));
        if (_number < 0)
            return;
        DumpClass one = classes[_number];
        (_references, _kinds) = (one.AllReferences, one.Kinds);
        ref ClassTally tally = ref _tallies[_number];
        if (tally.Block == _blocks.Number)
            return;
        tally.Block = _blocks.Number;
        _blocks.Refer(ofClass);
    }

    void Strange(ulong ofClass)
    {
        if (Strangers.Count < Limits.DumpClasses)
            CollectionsMarshal.GetValueRefOrAddDefault(Strangers, ofClass, out _)++;
        else
            _full = true;
    }

    public readonly struct Visitor(DumpSumming sums) : IDumpVisitor
    {
        public void Root(DumpRoot kind, ulong id) => sums.Roots.Add(kind, id);

        public void Class(ulong id, ReadOnlySpan<byte> record) => sums.Class(id, record);

        public void Instance(ulong id, ulong ofClass, ReadOnlySpan<byte> fields) => sums.Instance(id, ofClass, fields);

        public void ObjectArray(ulong id, ulong ofClass, int count) => sums.ObjectArray(id, ofClass, count);

        public void Elements(ulong id, ReadOnlySpan<byte> references) => sums.Elements(references);

        public void PrimitiveArray(ulong id, byte type, int count) => sums.PrimitiveArray(id, type, count);

        public void Cut(long position) => sums.Cut(position);
    }
}
