namespace Fathom.Evidence;

/// <summary>An ELF file as the loader laid it out in the target's memory.</summary>
/// <param name="Name">Its path, as the mapping has it.</param>
/// <param name="Range">From its first page to its last; between its segments other mappings may lie.</param>
/// <param name="Bias">What the loader added to the file's own addresses; wraps where it took something away.</param>
/// <param name="ZeroFill">
/// Whole pages that belong to it without being mapped from it (.bss). In /proc/PID/maps they have no name and may be
/// one mapping with memory of somebody else.
/// </param>
public sealed record LoadedImage(
    string Name, AddressRange Range, ulong Bias, IReadOnlyList<AddressRange> ZeroFill)
{
    /// <summary>Nought where nobody says which file it is.</summary>
    public Device Device { get; init; }

    public ulong Inode { get; init; }

    /// <summary>Another file may come to the same place under the same name, once this one is unmapped.</summary>
    public ImageIdentity Identity => new(Range.Start, Name, Device, Inode);

    /// <summary>Pages that the dynamic linker took for itself before there was a malloc; empty for other images.</summary>
    public IReadOnlyList<AddressRange> Taken { get; init; } = [];

    /// <summary>What of it may be executed, by its own headers: of what a core left out nobody else says so.</summary>
    public IReadOnlyList<AddressRange> Code { get; init; } = [];
}

/// <summary>What tells one image from others that a process has had at other places or times.</summary>
public readonly record struct ImageIdentity(Address Start, string Name, Device Device, ulong Inode);
