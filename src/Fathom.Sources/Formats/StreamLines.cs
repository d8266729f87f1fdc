namespace Fathom.Sources.Formats;

/// <summary>
/// The lines of a text that is too long to hold: one buffer, whatever the length. A line longer than the buffer is
/// handed out cut, and the rest of it skipped.
/// </summary>
sealed class StreamLines(Stream stream)
{
    const int Longest = 64 * 1024;

    readonly byte[] _buffer = new byte[4 * Longest];
    int _next;
    int _end;
    int _start;
    int _length;
    bool _isOver;

    public ReadOnlySpan<byte> Current => _buffer.AsSpan(_start, _length);

    /// <summary>Counted from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Lines that did not fit.</summary>
    public long Cut { get; private set; }

    public bool MoveNext()
    {
        int at = _buffer.AsSpan(_next, _end - _next).IndexOf((byte)'\n');
        while (at < 0 && !_isOver && _end - _next < Longest)
        {
            int looked = _end - _next;
            Fill();
            at = _buffer.AsSpan(_next + looked, _end - _next - looked).IndexOf((byte)'\n');
            at = at < 0 ? at : at + looked;
        }
        if (at < 0 && _next == _end)
            return false;
        Take(at < 0 ? _end - _next : at, hasEnd: at >= 0);
        return true;
    }

    void Take(int length, bool hasEnd)
    {
        Number++;
        if (!hasEnd && !_isOver)
        {
            MoveToFront();
            length = Longest;
        }
        _start = _next;
        _length = length;
        _next += hasEnd ? length + 1 : length;
        if (!hasEnd && !_isOver)
            SkipRest();
        if (_length > 0 && _buffer[_start + _length - 1] == (byte)'\r')
            _length--;
    }

    /// <summary>What was taken stays where it is: the rest is read behind it.</summary>
    void SkipRest()
    {
        Cut++;
        int behind = _next;
        while (!_isOver)
        {
            int end = _buffer.AsSpan(_next, _end - _next).IndexOf((byte)'\n');
            if (end >= 0)
            {
                _next += end + 1;
                return;
            }
            _next = behind;
            _end = behind + stream.Read(_buffer, behind, _buffer.Length - behind);
            _isOver = _end == behind;
        }
    }

    void Fill()
    {
        if (_buffer.Length - _end < Longest)
            MoveToFront();
        int got = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += got;
        _isOver = got == 0;
    }

    void MoveToFront()
    {
        _buffer.AsSpan(_next, _end - _next).CopyTo(_buffer);
        _end -= _next;
        _next = 0;
    }
}
