using System.Buffers.Binary;
using System.IO.Compression;
using Fathom.Evidence;

namespace Fathom.Sources.Bundle;

/// <summary>The bytes of one part, packed a block at a time: no more than two blocks are ever held.</summary>
sealed class PartWriting(BundleWriter to) : OneWayStream
{
    readonly byte[] _plain = new byte[Limits.BundleBlockBytes];
    readonly MemoryStream _packed = new(Limits.BundleBlockBytes / 2);
    int _used;
    long _length;
    uint _crc;
    bool _ended;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position { get => _length; set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int taken = Math.Min(bytes.Length, _plain.Length - _used);
            bytes[..taken].CopyTo(_plain.AsSpan(_used));
            bytes = bytes[taken..];
            if ((_used += taken) == _plain.Length)
                Pack();
        }
    }

    public override void Flush()
    {
        // A block is written when it is full: small ones pack badly.
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_ended)
        {
            _ended = true;
            Pack();
            Span<byte> end = stackalloc byte[12];
            BinaryPrimitives.WriteInt64LittleEndian(end, _length);
            BinaryPrimitives.WriteUInt32LittleEndian(end[8..], _crc);
            to.Write(BundleFormat.PartEnd, end);
            _packed.Dispose();
        }
        base.Dispose(disposing);
    }

    void Pack()
    {
        if (_used == 0)
            return;
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, _used);
        _packed.SetLength(0);
        _packed.Write(length);
        using (DeflateStream deflate = new(_packed, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(_plain, 0, _used);
        to.Write(BundleFormat.Block, _packed.GetBuffer().AsSpan(0, (int)_packed.Length));
        _crc = Crc32C.Add(_crc, _plain.AsSpan(0, _used));
        _length += _used;
        _used = 0;
    }
}
