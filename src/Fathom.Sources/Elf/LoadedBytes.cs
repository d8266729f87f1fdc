using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Elf;

/// <summary>An ELF image read from where the loader put it: the way that is left when its file is gone.</summary>
public sealed class LoadedBytes(IMemory memory, Address start, string place) : IElfBytes
{
    public string Place => place;

    public Address? LoadedAt => start;

    public int Read(ulong offset, Span<byte> into) =>
        offset > ulong.MaxValue - start.Value ? 0 : memory.Read(new Address(start.Value + offset), into);
}
