using Fathom.Evidence;

namespace Fathom.Sources.HeapDumps;

/// <summary>An object that owns native memory.</summary>
readonly record struct FoundOwner(ulong Id, int Class, long Native);

/// <summary>Owners of one kind.</summary>
sealed class OwnerTally(int most)
{
    public long Count { get; set; }

    public long Open { get; set; }

    public long Native { get; set; }

    /// <summary>Only ids whose mixed bits are zero here are kept, so that each of the very many has the same chance.</summary>
    public ulong Mask { get; private set; }

    public List<FoundOwner> Found { get; private set; } = [];

    public void Keep(in FoundOwner owner)
    {
        if (!Chosen(owner.Id))
            return;
        Found.Add(owner);
        while (Found.Count > most)
            Thin((Mask << 1) | 1);
    }

    public void Thin(ulong mask)
    {
        Mask |= mask;
        Found = Found.FindAll(owner => Chosen(owner.Id));
        // A hostile file may have one id a million times.
        if (Mask == ulong.MaxValue && Found.Count > most)
            Found = Found[..most];
    }

    bool Chosen(ulong id) => unchecked((id * 0x9E3779B97F4A7C15UL) >> 20 & Mask) == 0;

    public void Take(OwnerTally other)
    {
        (Count, Open, Native) = (Count + other.Count, Open + other.Open, unchecked(Native + other.Native));
        Mask |= other.Mask;
        Found.AddRange(other.Found);
        Thin(Mask);
        while (Found.Count > most)
            Thin((Mask << 1) | 1);
    }
}

/// <summary>The second pass: what arrays take, who owns native memory, what JNI refers to, and which parts of the heap a piece leads to.</summary>
sealed class DumpSumming(DumpClasses classes, DumpSizes sizes, DumpGranules granules, IdTable globals, int idLength, int mostOwners) : IDumpVisitor
{
    /// <summary>No JVM has more in all direct buffers than half of an address space.</summary>
    const long MostNative = 1L << 47;

    ulong[] _set = [];
    ulong _lastClass;
    int _lastNumber = -1;
    bool _full;

    public long[] ArrayBytes { get; } = new long[classes.Count];

    public OwnerTally[] Owners { get; } = [.. classes.Kinds.Select(_ => new OwnerTally(mostOwners))];

    /// <summary>Addresses that owners have, with kind and size, to count each once.</summary>
    public List<(ulong Address, int Kind, long Native)> Addresses { get; } = [];

    public bool IsFull => _full;

    public long[] PrimitiveCounts { get; } = new long[12];

    public long[] PrimitiveBytes { get; } = new long[12];

    /// <summary>JNI global references by class; at -1 - type for arrays of primitives.</summary>
    public Dictionary<int, long> Globals { get; } = [];

    public bool WantsElements => true;

    public void Begin(ulong[] set) => _set = set;

    public void Root(DumpRoot kind, ulong id)
    {
    }

    public void Class(ulong id, ReadOnlySpan<byte> record)
    {
        int number = classes.Find(id);
        Has(id, DumpClasses.OfClasses);
        if (number < 0)
            return;
        granules.Add(_set, classes[number].Loader);
        foreach (DumpField field in classes[number].Statics)
        {
            if (field.Type == DumpTypes.Object)
                granules.Add(_set, field.Value);
        }
    }

    public void Instance(ulong id, ulong ofClass, ReadOnlySpan<byte> fields)
    {
        int number = Number(ofClass);
        Has(id, number);
        if (number < 0)
            return;
        DumpClass one = classes[number];
        // That an object is of a class leads to it, too.
        granules.Add(_set, ofClass);
        foreach (int at in one.References)
        {
            if (at + idLength <= fields.Length)
                granules.Add(_set, DumpIds.At(fields[at..], idLength));
        }
        if (one.IsPhantom && one.Watched + idLength <= fields.Length)
            granules.Add(_set, DumpIds.At(fields[one.Watched..], idLength));
        if (one.Kinds.Length > 0)
            Own(id, number, one, fields);
    }

    void Own(ulong id, int number, DumpClass one, ReadOnlySpan<byte> fields)
    {
        foreach (DumpOwnerKind kind in one.Kinds)
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
                tally.Keep(new FoundOwner(id, number, native));
            return;
        }
    }

    public void ObjectArray(ulong id, ulong ofClass, int count)
    {
        int number = Number(ofClass);
        Has(id, number);
        granules.Add(_set, ofClass);
        if (number >= 0)
            ArrayBytes[number] += sizes.OfReferences(count);
    }

    public void Elements(ulong id, ReadOnlySpan<byte> references)
    {
        for (int at = 0; at < references.Length; at += idLength)
            granules.Add(_set, DumpIds.At(references[at..], idLength));
    }

    public void PrimitiveArray(ulong id, byte type, int count)
    {
        Has(id, -1 - type);
        PrimitiveCounts[type]++;
        PrimitiveBytes[type] += sizes.OfArray(count, DumpTypes.Length(type, idLength));
    }

    void Has(ulong id, int number)
    {
        granules.Add(_set, id);
        if (globals.Count > 0 && globals.Find(id) is > 0 and var references)
            Globals[number] = Globals.GetValueOrDefault(number) + references;
    }

    int Number(ulong ofClass)
    {
        if (ofClass != _lastClass)
            (_lastClass, _lastNumber) = (ofClass, classes.Find(ofClass));
        return _lastNumber;
    }
}
