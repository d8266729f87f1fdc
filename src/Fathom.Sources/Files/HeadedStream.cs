namespace Fathom.Sources.Files;

/// <summary>A stream whose beginning was read already, from its beginning. No more than its length is handed out.</summary>
sealed class HeadedStream(ReadOnlyMemory<byte> head, Stream rest, long mostBytes) : OneWayStream
{
    ReadOnlyMemory<byte> _head = head;
    long _left = mostBytes;

    public override bool CanRead => true;

    /// <summary>Of what may be handed out.</summary>
    public long Left => _left;

    /// <summary>There was more than may be.</summary>
    public bool WasCut { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        int got = Math.Min(_head.Length, buffer.Length);
        if (got > 0)
        {
            _head.Span[..got].CopyTo(buffer);
            _head = _head[got..];
        }
        else
        {
            got = rest.Read(buffer);
        }
        WasCut |= got > _left;
        got = (int)Math.Min(got, _left);
        _left -= got;
        return got;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            rest.Dispose();
        base.Dispose(disposing);
    }
}
