namespace Fathom.Evidence;

/// <summary>An amount of memory. The unit is chosen only when it is shown; arithmetic is checked.</summary>
public readonly record struct Bytes(long Value) : IComparable<Bytes>
{
    public const int PageSize = 4096;

    public static Bytes Zero => default;

    public static Bytes FromKiB(long kib) => new(checked(kib * 1024));

    public static Bytes FromMiB(long mib) => new(checked(mib * 1024 * 1024));

    public static Bytes FromPages(long pages) => new(checked(pages * PageSize));

    public static Bytes operator +(Bytes a, Bytes b) => new(checked(a.Value + b.Value));

    public static Bytes operator -(Bytes a, Bytes b) => new(checked(a.Value - b.Value));

    public static bool operator <(Bytes a, Bytes b) => a.Value < b.Value;

    public static bool operator >(Bytes a, Bytes b) => a.Value > b.Value;

    public static bool operator <=(Bytes a, Bytes b) => a.Value <= b.Value;

    public static bool operator >=(Bytes a, Bytes b) => a.Value >= b.Value;

    public static Bytes Add(Bytes left, Bytes right) => left + right;

    public static Bytes Subtract(Bytes left, Bytes right) => left - right;

    public int CompareTo(Bytes other) => Value.CompareTo(other.Value);
}
