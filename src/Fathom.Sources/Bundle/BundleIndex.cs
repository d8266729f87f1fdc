using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Native;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Bundle;

/// <summary>The parts of a bundle, found in one pass that checks every record.</summary>
sealed class BundleIndex
{
    readonly SafeFileHandle _file;
    readonly byte[] _payload = new byte[BundleFormat.MostPayload];
    readonly List<BundlePart> _parts = [];
    readonly List<BlockPlace> _blocks = [];
    (PartKind Kind, string Name)? _open;
    long _at;
    long _plain;
    long _packed;
    long _allBlocks;

    BundleIndex(SafeFileHandle file) => _file = file;

    public IReadOnlyList<BundlePart> Parts => _parts;

    public DateTimeOffset TakenAt { get; private set; }

    public (string Why, long Offset)? Fault { get; private set; }

    public static Result<BundleIndex> Read(SafeFileHandle file, string path)
    {
        BundleIndex index = new(file);
        return index.Segment(path) is { } gap ? gap : index.Frames();
    }

    Gap? Segment(string path)
    {
        Span<byte> magic = stackalloc byte[BundleFormat.Magic.Length];
        if (FileHandle.Begin(_file, magic) < magic.Length || !BundleFile.Begins(magic))
            return Gaps.BundleNotBundle.At(path, null, path);
        _at = magic.Length;
        // The head of a segment stays as it is in every format: it says which one this is.
        if (!Next(out byte kind, out ReadOnlySpan<byte> payload) || kind != BundleFormat.Segment || payload.Length < 2)
            return BundleFile.Damaged(path, "its head is cut or changed", magic.Length);
        ushort version = BinaryPrimitives.ReadUInt16LittleEndian(payload);
        return version == BundleFormat.Version ? null : Gaps.BundleTooNew.At(path, null, version.ToString(CultureInfo.InvariantCulture));
    }

    BundleIndex Frames()
    {
        bool ended = false;
        while (!ended)
        {
            long before = _at;
            if (!Next(out byte kind, out ReadOnlySpan<byte> payload) || !Take(kind, payload, before))
            {
                Fault ??= ("it is cut or changed", before);
                break;
            }
            ended = kind == BundleFormat.FrameEnd;
        }
        if (_open is not null)
            Close(isWhole: false);
        return this;
    }

    bool Take(byte kind, ReadOnlySpan<byte> payload, long at) => kind switch
    {
        BundleFormat.Frame => Frame(payload),
        BundleFormat.Part => Part(payload),
        BundleFormat.Block => Block(payload, at + BundleFormat.HeadBytes),
        BundleFormat.PartEnd => PartEnd(payload),
        // What a newer fathom adds is passed over.
        _ => true,
    };

    bool Frame(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 9)
            return false;
        long ticks = BinaryPrimitives.ReadInt64LittleEndian(payload[1..]);
        if (ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks)
            return false;
        TakenAt = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    bool Part(ReadOnlySpan<byte> payload)
    {
        if (payload.Length is < 2 or > 1 + Limits.BundlePartNameBytes || _open is not null || _parts.Count == Limits.BundleParts)
            return false;
        _open = ((PartKind)payload[0], Encoding.UTF8.GetString(payload[1..]));
        return true;
    }

    bool Block(ReadOnlySpan<byte> payload, long offset)
    {
        if (payload.Length < 4 || _open is null || ++_allBlocks > Limits.BundleBlocks)
            return false;
        int plain = BinaryPrimitives.ReadInt32LittleEndian(payload);
        if (plain is <= 0 or > Limits.BundleBlockBytes || _plain + plain > Limits.BundlePartBytes)
            return false;
        _blocks.Add(new(offset + 4, payload.Length - 4, plain));
        _plain += plain;
        _packed += payload.Length;
        return true;
    }

    bool PartEnd(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 12 || _open is null || BinaryPrimitives.ReadInt64LittleEndian(payload) != _plain)
            return false;
        Close(isWhole: true);
        return true;
    }

    void Close(bool isWhole)
    {
        _parts.Add(new(_open!.Value.Kind, _open.Value.Name, _plain, _packed, isWhole) { Blocks = [.. _blocks] });
        _blocks.Clear();
        _open = null;
        (_plain, _packed) = (0, 0);
    }

    /// <summary>The next record, whole and as it was written; false where there is none.</summary>
    bool Next(out byte kind, out ReadOnlySpan<byte> payload)
    {
        kind = 0;
        payload = default;
        Span<byte> head = stackalloc byte[BundleFormat.HeadBytes];
        if (ReadFull(head) < head.Length)
            return false;
        int length = BinaryPrimitives.ReadInt32LittleEndian(head[1..]);
        if (length is < 0 or > BundleFormat.MostPayload)
            return false;
        _at += head.Length;
        Span<byte> bytes = _payload.AsSpan(0, length);
        if (ReadFull(bytes) < length || Crc32C.Add(Crc32C.Of(head[..5]), bytes) != BinaryPrimitives.ReadUInt32LittleEndian(head[5..]))
        {
            _at -= head.Length;
            return false;
        }
        _at += length;
        kind = head[0];
        payload = bytes;
        return true;
    }

    int ReadFull(Span<byte> to)
    {
        int read = 0;
        while (read < to.Length && RandomAccess.Read(_file, to[read..], _at + read) is > 0 and var got)
            read += got;
        return read;
    }
}
