using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>The bytes of the heap that are at hand: one window, read anew where the walk goes on.</summary>
sealed class HeapWindow(IMemory memory)
{
    // As large as one paced read (docs/adr/0003-residency.md).
    const int Size = 256 * 1024;

    /// <summary>What a walk reads at once. The object at its end mostly reaches beyond it: then there is room for its rest.</summary>
    public const int Step = Size - (16 * 1024);

    readonly byte[] _bytes = new byte[Size];
    readonly byte[] _padded = new byte[64];
    ulong _start;
    int _length;

    public ulong End => _start + (ulong)_length;

    /// <summary>False where nothing can be read.</summary>
    public bool Fill(ulong at, ulong limit)
    {
        _start = at;
        _length = memory.Read(new Address(at), _bytes.AsSpan(0, (int)Math.Min(Step, limit - at)));
        return _length >= 8;
    }

    /// <summary>False where there is no room for all of it, or not all can be read.</summary>
    public bool FillWhole(ulong at, ulong end)
    {
        (_start, _length) = (at, 0);
        if (end - at > Size)
            return false;
        _length = memory.Read(new Address(at), _bytes.AsSpan(0, (int)(end - at)));
        return End == end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> From(ulong at) => new(_bytes, (int)(at - _start), _length - (int)(at - _start));

    /// <summary>The last bytes, with zeros behind them.</summary>
    public ReadOnlySpan<byte> Padded(ulong at, int length)
    {
        _padded.AsSpan().Clear();
        From(at).CopyTo(_padded);
        return _padded.AsSpan(0, length);
    }

    public bool Holds(ulong at, int length) => at >= _start && End >= (ulong)length && at <= End - (ulong)length;

    /// <summary>How many bytes from here on are zero, in whole words.</summary>
    public int Zeros(ulong at)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(From(at));
        int index = words.IndexOfAnyExcept(0UL);
        return (index < 0 ? words.Length : index) * 8;
    }
}
