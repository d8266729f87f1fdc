using Fathom.Evidence;

namespace Fathom.Sources.Elf;

/// <summary>
/// The bytes of one ELF image: a file at rest, whose offsets are those of the file, or one that the loader has laid
/// out in memory, whose offsets are distances from where it put offset 0.
/// </summary>
public interface IElfBytes
{
    /// <summary>How messages call it.</summary>
    string Place { get; }

    /// <summary>Where offset 0 of the file lies in the target; null for a file at rest.</summary>
    Address? LoadedAt { get; }

    /// <summary>Returns how many bytes from the beginning of the span were read.</summary>
    int Read(ulong offset, Span<byte> into);
}
