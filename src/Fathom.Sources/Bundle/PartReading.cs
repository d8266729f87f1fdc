using System.IO.Compression;
using Fathom.Evidence;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Bundle;

/// <summary>The plain bytes of a part. A block that unpacks to another length than it says ends it: no bomb goes off.</summary>
sealed class PartReading(SafeFileHandle file, BundlePart part) : OneWayStream
{
    readonly byte[] _plain = new byte[Limits.BundleBlockBytes + 1];
    readonly byte[] _packed = new byte[BundleFormat.MostPayload];
    int _block;
    int _at;
    int _filled;
    long _position;

    public override bool CanRead => true;

    public override long Length => part.Length;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        if (_at == _filled && !Unpack())
            return 0;
        int taken = Math.Min(buffer.Length, _filled - _at);
        _plain.AsSpan(_at, taken).CopyTo(buffer);
        _at += taken;
        _position += taken;
        return taken;
    }

    bool Unpack()
    {
        (_at, _filled) = (0, 0);
        if (_block >= part.Blocks.Count)
            return false;
        BlockPlace place = part.Blocks[_block++];
        if (RandomAccess.Read(file, _packed.AsSpan(0, place.Packed), place.Offset) < place.Packed)
            return Stop();
        try
        {
            using DeflateStream inflate = new(new MemoryStream(_packed, 0, place.Packed), CompressionMode.Decompress);
            _filled = inflate.ReadAtLeast(_plain.AsSpan(0, place.Plain + 1), place.Plain + 1, throwOnEndOfStream: false);
        }
        // The checksum held, so that somebody packed nonsense on purpose.
        catch (InvalidDataException)
        {
            return Stop();
        }
        return _filled == place.Plain || Stop();
    }

    bool Stop()
    {
        (_filled, _block) = (0, int.MaxValue);
        return false;
    }
}
