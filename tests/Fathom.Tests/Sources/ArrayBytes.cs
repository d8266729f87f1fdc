using Fathom.Evidence;
using Fathom.Sources.Elf;

namespace Fathom.Tests.Sources;

/// <summary>An ELF file in an array, cut where a test wants it.</summary>
sealed class ArrayBytes(byte[] bytes, int length) : IElfBytes
{
    internal ArrayBytes(byte[] bytes)
        : this(bytes, bytes.Length)
    {
    }

    public string Place => "array";

    public Address? LoadedAt => null;

    public int Read(ulong offset, Span<byte> into)
    {
        if (offset >= (ulong)length)
            return 0;
        ReadOnlySpan<byte> rest = bytes.AsSpan((int)offset, length - (int)offset);
        rest = rest[..Math.Min(rest.Length, into.Length)];
        rest.CopyTo(into);
        return rest.Length;
    }
}
