using System.Globalization;

namespace Fathom.Evidence;

/// <summary>A place in the target's address space, never in ours.</summary>
public readonly record struct Address(ulong Value) : IComparable<Address>
{
    public static Address operator +(Address a, long offset) =>
        new(checked(offset >= 0 ? a.Value + (ulong)offset : a.Value - (ulong)-offset));

    /// <summary>Addresses of the kernel's half (the gate page) are above what a long holds; their distance is not.</summary>
    public static long operator -(Address a, Address b) => a >= b
        ? checked((long)(a.Value - b.Value))
        : checked(-(long)(b.Value - a.Value));

    public static bool operator <(Address a, Address b) => a.Value < b.Value;

    public static bool operator >(Address a, Address b) => a.Value > b.Value;

    public static bool operator <=(Address a, Address b) => a.Value <= b.Value;

    public static bool operator >=(Address a, Address b) => a.Value >= b.Value;

    public static Address Add(Address left, long right) => left + right;

    public static long Subtract(Address left, Address right) => left - right;

    public Address PageFloor => new(Value & ~0xFFFUL);

    public int CompareTo(Address other) => Value.CompareTo(other.Value);

    public override string ToString() => "0x" + Value.ToString("x", CultureInfo.InvariantCulture);
}
