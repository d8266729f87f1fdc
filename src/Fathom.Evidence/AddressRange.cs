namespace Fathom.Evidence;

/// <summary>[Start, End) in the target's address space. A range that would end before it starts cannot be made.</summary>
public readonly record struct AddressRange
{
    public AddressRange(Address start, Address end)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(end.Value, start.Value);
        Start = start;
        End = end;
    }

    public Address Start { get; }

    public Address End { get; }

    public bool IsEmpty => Start == End;

    public Bytes Length => new(checked((long)(End.Value - Start.Value)));

    public long Pages => checked((long)((End.Value - Start.Value) / Bytes.PageSize));

    public bool Contains(Address address) => address >= Start && address < End;

    public bool Contains(AddressRange other) => other.Start >= Start && other.End <= End;

    public bool Overlaps(AddressRange other) => Start < other.End && other.Start < End;

    /// <summary>The part both have; empty where they do not meet.</summary>
    public AddressRange Intersect(AddressRange other)
    {
        Address start = Start > other.Start ? Start : other.Start;
        Address end = End < other.End ? End : other.End;
        return end > start ? new AddressRange(start, end) : new AddressRange(start, start);
    }

    public override string ToString() => $"{Start}-{End}";
}
