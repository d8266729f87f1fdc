using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Elf;

/// <summary>An ELF file at rest.</summary>
public sealed class FileBytes(RegularFile file) : IElfBytes
{
    public string Place => file.Place;

    public Address? LoadedAt => null;

    public int Read(ulong offset, Span<byte> into) =>
        offset > long.MaxValue ? 0 : file.Read((long)offset, into);
}
