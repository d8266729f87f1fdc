using System.Buffers.Binary;
using Fathom.Evidence;

namespace Fathom.Sources.Memory;

/// <summary>One word behind a pointer that nobody vouches for.</summary>
static class ForeignWord
{
    // User addresses end at 2^47, or 2^56 with five levels of tables: no sum of two of them overflows.
    const ulong End = 1UL << 56;

    /// <summary>Null where it cannot be read.</summary>
    public static ulong? At(IMemory memory, ulong pointer, ulong offset = 0)
    {
        Span<byte> bytes = stackalloc byte[8];
        return pointer < End && offset < End && memory.Read(new Address(pointer + offset), bytes) == 8
            ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : null;
    }
}
