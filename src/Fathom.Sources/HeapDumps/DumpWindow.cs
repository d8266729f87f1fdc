using System.Buffers;

namespace Fathom.Sources.HeapDumps;

/// <summary>A piece of the dump in memory that moves forward.</summary>
/// <param name="piece">Read at once; small where a reader leaps.</param>
sealed class DumpWindow(IDumpStream bytes, int idLength, int piece = DumpWindow.Piece) : IDisposable
{
    public const int Size = 4 * 1024 * 1024;

    /// <summary>Read at once: what a processor's second cache holds.</summary>
    public const int Piece = 512 * 1024;

    /// <summary>Read at once where a reader leaps.</summary>
    public const int Leap = 16 * 1024;

    byte[] _buffer = ArrayPool<byte>.Shared.Rent(2 * piece);
    int _at, _end;
    long _start;

    public int IdLength => idLength;

    public long Position => _start + _at;

    public ReadOnlySpan<byte> Rest => _buffer.AsSpan(_at, _end - _at);

    public void Advance(int count) => _at += count;

    /// <summary>Whether so many bytes are there, the end being the only reason that they are not.</summary>
    public bool Has(int count) => _end - _at >= count || Fill(count);

    bool Fill(int count)
    {
        if (count > Size)
            return false;
        if (_at > 0)
        {
            _buffer.AsSpan(_at, _end - _at).CopyTo(_buffer);
            (_start, _end, _at) = (_start + _at, _end - _at, 0);
        }
        if (count > _buffer.Length)
            Grow(count);
        while (_end < count)
        {
            int got = bytes.Read(_buffer.AsSpan(_end, Math.Min(_buffer.Length - _end, Math.Max(count - _end, piece))), _start + _end);
            if (got == 0)
                return false;
            _end += got;
        }
        return true;
    }

    void Grow(int count)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(Size, count * 2));
        _buffer.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    /// <summary>Forward to a place, without reading what lies before it where the file allows that.</summary>
    public void MoveTo(long position)
    {
        if (position >= Position && position <= _start + _end)
            _at = (int)(position - _start);
        else
            (_start, _at, _end) = (position, 0, 0);
    }

    public ulong Id(ReadOnlySpan<byte> from) => DumpIds.At(from, idLength);

    public void Dispose()
    {
        bytes.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
