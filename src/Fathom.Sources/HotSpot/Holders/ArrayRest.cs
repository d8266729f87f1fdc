using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>The elements of an array: those that the walk has at hand, then the rest, window by window.</summary>
sealed class ArrayRest(IMemory memory)
{
    const int Window = 64 * 1024;

    readonly byte[] _bytes = new byte[Window];

    /// <summary>Bytes that could not be read: what they held is not known.</summary>
    public long Unread { get; private set; }

    public Cursor Of(Address at, long size, ReadOnlySpan<byte> bytes, int from) => new(this, at, size, bytes, from);

    ReadOnlySpan<byte> Read(Address at, long most)
    {
        int wanted = (int)Math.Min(Window, most);
        int got = memory.Read(at, _bytes.AsSpan(0, wanted)) & ~7;
        if (got == 0)
            Unread += most;
        return _bytes.AsSpan(0, got);
    }

    internal ref struct Cursor(ArrayRest rest, Address at, long size, ReadOnlySpan<byte> bytes, int from)
    {
        readonly ReadOnlySpan<byte> _first = bytes.Length > size ? bytes[..(int)size] : bytes;
        long _done = from;

        /// <summary>Where what comes next stands in the array.</summary>
        public long Place { get; private set; }

        public bool Next(out ReadOnlySpan<byte> some)
        {
            Place = _done;
            // The last word at hand may be cut.
            int whole = _first.Length & ~7;
            some = _done < whole ? _first[(int)_done..whole] : _done < size ? rest.Read(at + _done, size - _done) : default;
            _done += some.Length;
            return some.Length > 0;
        }
    }
}
