namespace Fathom.Evidence;

/// <summary>What the kernel says of a page of the target.</summary>
[Flags]
public enum PageKind : byte
{
    None = 0,

    /// <summary>A page table entry points at memory.</summary>
    Present = 1,

    /// <summary>In swap. Swapped pages of shared memory are not seen this way: their entries are simply gone.</summary>
    Swapped = 2,

    /// <summary>Backed by a file or shared memory. Asked only where it matters (docs/adr/0003-residency.md).</summary>
    File = 4,

    /// <summary>The shared page of zeros: present, but nobody's memory; the kernel does not count it in Rss.</summary>
    Zero = 8,

    /// <summary>Mapped by one large entry.</summary>
    Huge = 16,

    /// <summary>
    /// A guard inside a mapping (MADV_GUARD_INSTALL, Linux 6.13; glibc 2.42 puts one below each stack): no memory, but
    /// its table entry looks like swap.
    /// </summary>
    Guard = 32,
}
