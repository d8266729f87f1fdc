using Fathom.Evidence;

namespace Fathom.Sources.Elf;

/// <summary>An ELF file that is held in memory.</summary>
sealed class HeldBytes(byte[] bytes, string place) : IElfBytes
{
    public string Place => place;

    public Address? LoadedAt => null;

    public int Read(ulong offset, Span<byte> into)
    {
        if (offset >= (ulong)bytes.Length)
            return 0;
        int count = Math.Min(into.Length, bytes.Length - (int)offset);
        bytes.AsSpan((int)offset, count).CopyTo(into);
        return count;
    }
}
