using System.Buffers.Binary;

namespace Fathom.Sources.HeapDumps;

static class DumpIds
{
    public static ulong At(ReadOnlySpan<byte> from, int length) =>
        length == 8 ? BinaryPrimitives.ReadUInt64BigEndian(from) : BinaryPrimitives.ReadUInt32BigEndian(from);
}
