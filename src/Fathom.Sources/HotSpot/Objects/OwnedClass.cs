using System.Runtime.InteropServices;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>How a reference stands in a field.</summary>
/// <param name="Mask">Its bits that are zero in null.</param>
readonly record struct ReferenceForm(int Length, ulong Mask);

/// <summary>One class of the heap that owns native memory: which kind each of its objects is, and their sums.</summary>
sealed class OwnedClass
{
    readonly Kind[] _kinds;
    readonly ReferenceForm _form;

    public OwnedClass(string name, string pattern, IReadOnlyList<NativeOwner> rows, IReadOnlyDictionary<string, int> fields, ReferenceForm form)
    {
        Name = name;
        Pattern = pattern;
        WithSubclasses = rows.Any(row => row.WithSubclasses);
        _form = form;
        // A row that asks for a reference which this version does not have says nothing of its objects.
        _kinds = [.. rows.Where(row => row.With.Concat(row.Without).All(fields.ContainsKey)).Select(row => new Kind(row, fields))];
    }

    public string Name { get; }

    public string Pattern { get; }

    public bool WithSubclasses { get; }

    public IReadOnlyList<Kind> Kinds => _kinds;

    public void Clear()
    {
        foreach (Kind kind in _kinds)
            kind.Clear();
    }

    public void Take(long size, ReadOnlySpan<byte> bytes)
    {
        foreach (Kind kind in _kinds)
        {
            if (kind.Fits(bytes, _form))
            {
                kind.Take(size, bytes);
                return;
            }
        }
    }

    /// <summary>The objects of a class that one row took.</summary>
    public sealed class Kind(NativeOwner row, IReadOnlyDictionary<string, int> fields)
    {
        readonly int[] _with = [.. row.With.Select(name => fields[name])];
        readonly int[] _without = [.. row.Without.Select(name => fields[name])];
        readonly (int At, int Length)? _size = Place(row.Size, fields);
        readonly (int At, int Length)? _open = Place(row.Open, fields);
        readonly (int At, int Length)? _state = Place(row.OpenUntilNegative, fields);

        public NativeOwner Row => row;

        public long Count { get; private set; }

        public long Bytes { get; private set; }

        /// <summary>Those that still own something; null where no field tells.</summary>
        public long? Open => _open is null && _state is null ? null : _opened;

        public long? Native => _size is null ? null : _native;

        long _opened;
        long _native;

        public bool Fits(ReadOnlySpan<byte> bytes, ReferenceForm form)
        {
            foreach (int at in _with)
            {
                if (IsNull(bytes, at, form))
                    return false;
            }
            foreach (int at in _without)
            {
                if (!IsNull(bytes, at, form))
                    return false;
            }
            return true;
        }

        public void Take(long size, ReadOnlySpan<byte> bytes)
        {
            Count++;
            Bytes += size;
            bool open = (_open is not { } place || Number(bytes, place) != 0) && (_state is not { } state || Number(bytes, state) >= 0);
            _opened += open ? 1 : 0;
            if (open && _size is { } bytesAt && Number(bytes, bytesAt) is var native and > 0)
                _native = unchecked(_native + native);
        }

        public void Clear() => (Count, Bytes, _opened, _native) = (0, 0, 0, 0);

        static bool IsNull(ReadOnlySpan<byte> bytes, int at, ReferenceForm form) =>
            (unchecked((ulong)Number(bytes, (at, form.Length))) & form.Mask) == 0;

        static long Number(ReadOnlySpan<byte> bytes, (int At, int Length) place) =>
            place.At + place.Length > bytes.Length ? 0
            : place.Length == 4 ? MemoryMarshal.Read<int>(bytes[place.At..]) : MemoryMarshal.Read<long>(bytes[place.At..]);

        static (int, int)? Place(NumberField? field, IReadOnlyDictionary<string, int> fields) =>
            field is { } known && fields.TryGetValue(known.Name, out int at) ? (at, known.Length) : null;
    }
}
