using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Sources.Memory;
using Fathom.Sources.Pages;

namespace Fathom.Sources.Peeking;

/// <summary>The ways to read of one look: what was in memory then, and what is now.</summary>
sealed record PeekMemory(IMemory Present, IMemory All, IPages Pages)
{
    public ulong? Word(ulong at)
    {
        Span<byte> bytes = stackalloc byte[8];
        return at < 1UL << 56 && Present.Read(new Address(at), bytes) == 8 ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : null;
    }
}
