using System.Buffers.Binary;

namespace Fathom.Sources.Core;

/// <summary>What the kernel told the program at its start (getauxval(3)): pairs of words.</summary>
static class AuxiliaryVector
{
    internal const ulong Entry = 9;
    internal const ulong Random = 25;
    internal const ulong ExecutableName = 31;
    internal const ulong Vdso = 33;

    internal static ulong? Find(ReadOnlySpan<byte> vector, ulong type)
    {
        for (; vector.Length >= 16; vector = vector[16..])
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(vector) == type)
                return BinaryPrimitives.ReadUInt64LittleEndian(vector[8..]);
        }
        return null;
    }
}
