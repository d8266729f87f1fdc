using System.Runtime.CompilerServices;
using Fathom.Evidence;

namespace Fathom.Sources.Bundle.Stored;

/// <summary>
/// Carries records to a file or out of one. Both ways go through the same method for each type (<see cref="Forms"/>),
/// which hands over each value and takes back what is to stand in the record: writing, the value itself; reading, the
/// stored one, or the one handed over where the file was written by a fathom that did not know it yet.
/// </summary>
abstract class Storage
{
    protected enum Presence
    {
        /// <summary>A value follows.</summary>
        Here,

        /// <summary>There is none.</summary>
        Null,

        /// <summary>The file says nothing of it: the default stays.</summary>
        Untold,
    }

    /// <summary>What stands here next.</summary>
    protected abstract Presence Next(bool isNull);

    protected abstract ulong Number(ulong value);

    protected abstract string String(string value);

    protected abstract void Begin();

    protected abstract void End();

    /// <summary>Elements of the list that begins here.</summary>
    protected abstract int Count(int count, long most);

    protected abstract bool Reads { get; }

    /// <summary>False once nothing more can be read.</summary>
    protected virtual bool Goes => true;

    /// <summary>A value that its type cannot have.</summary>
    protected virtual void Refuse()
    {
    }

    /// <summary>Sizes are not negative, and sums of them must fit 63 bits, whatever a file says.</summary>
    protected virtual void Weigh(long bytes)
    {
    }

    public ulong Unsigned(ulong value) => Next(isNull: false) == Presence.Here ? Number(value) : value;

    public long Long(long value)
    {
        // Small negative numbers are short, too (as in protobuf's sint64).
        ulong folded = unchecked((ulong)((value << 1) ^ (value >> 63)));
        folded = Unsigned(folded);
        return unchecked((long)(folded >> 1) ^ -(long)(folded & 1));
    }

    public int Int(int value)
    {
        long read = Long(value);
        if (read is >= int.MinValue and <= int.MaxValue)
            return (int)read;
        Refuse();
        return value;
    }

    public uint UInt(uint value)
    {
        ulong read = Unsigned(value);
        if (read <= uint.MaxValue)
            return (uint)read;
        Refuse();
        return value;
    }

    public bool Flag(bool value) => Unsigned(value ? 1UL : 0UL) != 0;

    public char Letter(char value)
    {
        ulong read = Unsigned(value);
        if (read <= char.MaxValue)
            return (char)read;
        Refuse();
        return value;
    }

    public double Real(double value)
    {
        double read = BitConverter.UInt64BitsToDouble(Unsigned(BitConverter.DoubleToUInt64Bits(value)));
        if (double.IsFinite(read))
            return read;
        Refuse();
        return 0;
    }

    public Bytes Bytes(Bytes value)
    {
        long read = Long(value.Value);
        Weigh(read);
        return new(read);
    }

    /// <summary>A limit that somebody set, a change, a word of the target's memory: it may be anything, and nobody adds it up.</summary>
    public Bytes Said(Bytes value) => new(Long(value.Value));

    public Bytes? Said(Bytes? value) => Next(value is null) switch { Presence.Here => Said(value ?? default), Presence.Null => null, _ => value };

    public Address Address(Address value) => new(Unsigned(value.Value));

    public AddressRange AddressRange(AddressRange value)
    {
        Address start = Address(value.Start);
        // The end by its distance: a range that ends before it starts cannot be written down.
        ulong length = Unsigned(value.End.Value - value.Start.Value);
        if (length <= ulong.MaxValue - start.Value && length <= long.MaxValue)
            return new(start, new(start.Value + length));
        Refuse();
        return new(start, start);
    }

    public TimeSpan Time(TimeSpan value) => new(Long(value.Ticks));

    public DateTimeOffset Moment(DateTimeOffset value)
    {
        long ticks = Long(value.UtcTicks);
        if (ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks)
            return new(ticks, TimeSpan.Zero);
        Refuse();
        return value;
    }

    public string Text(string value) => Next(isNull: false) == Presence.Here ? String(value) : value;

    public T Choice<T>(T value)
        where T : struct, Enum
    {
        int read = Int(Unsafe.BitCast<T, int>(value));
        if (Enum.IsDefined(Unsafe.BitCast<int, T>(read)))
            return Unsafe.BitCast<int, T>(read);
        Refuse();
        return value;
    }

    public int? Int(int? value) => Next(value is null) switch { Presence.Here => Int(value ?? 0), Presence.Null => null, _ => value };

    public long? Long(long? value) => Next(value is null) switch { Presence.Here => Long(value ?? 0), Presence.Null => null, _ => value };

    public ulong? Unsigned(ulong? value) => Next(value is null) switch { Presence.Here => Unsigned(value ?? 0), Presence.Null => null, _ => value };

    public bool? Flag(bool? value) => Next(value is null) switch { Presence.Here => Flag(value ?? false), Presence.Null => null, _ => value };

    public Bytes? Bytes(Bytes? value) => Next(value is null) switch { Presence.Here => Bytes(value ?? default), Presence.Null => null, _ => value };

    public Address? Address(Address? value) =>
        Next(value is null) switch { Presence.Here => Address(value ?? default), Presence.Null => null, _ => value };

    public AddressRange? AddressRange(AddressRange? value) =>
        Next(value is null) switch { Presence.Here => AddressRange(value ?? default), Presence.Null => null, _ => value };

    public TimeSpan? Time(TimeSpan? value) => Next(value is null) switch { Presence.Here => Time(value ?? default), Presence.Null => null, _ => value };

    public string? TextOrNull(string? value) => Next(value is null) switch { Presence.Here => String(value ?? ""), Presence.Null => null, _ => value };

    /// <param name="form">Makes the record of its values; given null, it starts from one with defaults.</param>
    public T Record<T>(T? value, Func<Storage, T?, T> form)
        where T : class =>
        Next(isNull: false) == Presence.Here || value is null ? Framed(value, form) : value;

    public T? RecordOrNull<T>(T? value, Func<Storage, T?, T> form)
        where T : class =>
        Next(value is null) switch { Presence.Here => Framed(value, form), Presence.Null => null, _ => value };

    public T Value<T>(T value, Func<Storage, T, T> form)
        where T : struct =>
        Next(isNull: false) == Presence.Here ? Framed(value, form) : value;

    public T? ValueOrNull<T>(T? value, Func<Storage, T, T> form)
        where T : struct =>
        Next(value is null) switch { Presence.Here => Framed(value.GetValueOrDefault(), form), Presence.Null => null, _ => value };

    public IReadOnlyList<T> List<T>(IReadOnlyList<T> values, Func<Storage, T?, T> form) =>
        Next(isNull: false) == Presence.Here ? Elements(values, (form, AreRecords: true)) : values;

    public IReadOnlyList<T>? ListOrNull<T>(IReadOnlyList<T>? values, Func<Storage, T?, T> form) =>
        Next(values is null) switch { Presence.Here => Elements(values ?? [], (form, AreRecords: true)), Presence.Null => null, _ => values };

    public IReadOnlyList<string> Texts(IReadOnlyList<string> values) => Plain(values, static (to, text) => to.Text(text ?? ""));

    public IReadOnlyList<int> Ints(IReadOnlyList<int> values) => Plain(values, static (to, number) => to.Int(number));

    public IReadOnlyList<Address> Addresses(IReadOnlyList<Address> values) => Plain(values, static (to, address) => to.Address(address));

    public IReadOnlyList<AddressRange> Ranges(IReadOnlyList<AddressRange> values) => Plain(values, static (to, range) => to.AddressRange(range));

    public PageRuns Pages(PageRuns value) => Next(isNull: false) == Presence.Here ? Runs(value) : value;

    public PageRuns? PagesOrNull(PageRuns? value) =>
        Next(value is null) switch { Presence.Here => Runs(value ?? PageRuns.Empty), Presence.Null => null, _ => value };

    /// <summary>Each run by its distance to the one before, its length, its kind.</summary>
    PageRuns Runs(PageRuns runs)
    {
        int count = Count(checked((int)runs.Count), Limits.StoredRuns);
        ulong last = 0;
        if (Reads)
            return ReadRuns(count);
        foreach (PageRun run in runs)
        {
            ulong first = run.Start.Value / Evidence.Bytes.PageSize;
            Number(first - last);
            Number((ulong)run.Pages);
            Number((ulong)run.Kind);
            last = first + (ulong)run.Pages;
        }
        return runs;
    }

    PageRuns ReadRuns(int count)
    {
        const ulong mostPages = 1UL << 52;
        const PageKind kinds = PageKind.Present | PageKind.Swapped | PageKind.File | PageKind.Zero | PageKind.Huge | PageKind.Guard;
        PageRuns.Builder read = new();
        ulong last = 0;
        for (int i = 0; i < count && Goes; i++)
        {
            ulong gap = Number(0), pages = Number(0), kind = Number(0);
            if (gap >= mostPages || pages is 0 or >= mostPages >> 4 || last + gap + pages > mostPages || kind > (ulong)kinds)
            {
                Refuse();
                break;
            }
            read.Add(new(new((last + gap) * Evidence.Bytes.PageSize), (long)pages, (PageKind)kind));
            last += gap + pages;
            Weigh((long)pages * Evidence.Bytes.PageSize);
        }
        return read.Build();
    }

    IReadOnlyList<T> Plain<T>(IReadOnlyList<T> values, Func<Storage, T?, T> each) =>
        Next(isNull: false) == Presence.Here ? Elements(values, (each, AreRecords: false)) : values;

    IReadOnlyList<T> Elements<T>(IReadOnlyList<T> values, (Func<Storage, T?, T> Form, bool AreRecords) each)
    {
        int count = Count(values.Count, Limits.StoredRows);
        if (!Reads)
        {
            foreach (T value in values)
                Element(value, each.Form, each.AreRecords);
            return values;
        }
        // Its own word for how many there are is not trusted with memory.
        List<T> read = new(Math.Min(count, 1024));
        for (int i = 0; i < count && Goes; i++)
            read.Add(Element(default, each.Form, each.AreRecords));
        return read.ToArray();
    }

    T Element<T>(T? value, Func<Storage, T?, T> form, bool isRecord) => isRecord ? Framed(value, form) : form(this, value);

    T Framed<T>(T? value, Func<Storage, T?, T> form)
    {
        Begin();
        T made = form(this, value);
        End();
        return made;
    }
}
