using System.Buffers.Binary;
using System.Text;
using Fathom.Evidence;

namespace Fathom.Sources.Bundle;

/// <summary>Writes one segment of one full frame to a stream that need not be able to go back.</summary>
public sealed class BundleWriter(Stream to)
{
    readonly byte[] _head = new byte[BundleFormat.HeadBytes];

    public void Begin(DateTimeOffset takenAt)
    {
        Span<byte> segment = stackalloc byte[12];
        BinaryPrimitives.WriteUInt16LittleEndian(segment, BundleFormat.Version);
        Span<byte> frame = stackalloc byte[9];
        frame[0] = BundleFormat.FullFrame;
        BinaryPrimitives.WriteInt64LittleEndian(frame[1..], takenAt.UtcTicks);
        to.Write(BundleFormat.Magic);
        Write(BundleFormat.Segment, segment);
        Write(BundleFormat.Frame, frame);
    }

    /// <summary>What is written to the stream is the part; it ends with it.</summary>
    public Stream Part(PartKind kind, string name)
    {
        Span<byte> payload = stackalloc byte[1 + Limits.BundlePartNameBytes];
        payload[0] = (byte)kind;
        Encoding.UTF8.GetEncoder().Convert(name, payload[1..], flush: true, out _, out int length, out _);
        Write(BundleFormat.Part, payload[..(1 + length)]);
        return new PartWriting(this);
    }

    public void Part(PartKind kind, string name, ReadOnlySpan<byte> content)
    {
        using Stream part = Part(kind, name);
        part.Write(content);
    }

    public void End() => Write(BundleFormat.FrameEnd, []);

    internal void Write(byte kind, ReadOnlySpan<byte> payload)
    {
        _head[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(_head.AsSpan(1), payload.Length);
        uint crc = Crc32C.Add(Crc32C.Of(_head.AsSpan(0, 5)), payload);
        BinaryPrimitives.WriteUInt32LittleEndian(_head.AsSpan(5), crc);
        to.Write(_head);
        to.Write(payload);
    }
}
