using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Uprobes;

/// <summary>A function of malloc's family in a file that the target has mapped.</summary>
/// <param name="Offset">Where the probe goes, in the file.</param>
/// <param name="IsCheap">The kernel plays the instruction there itself.</param>
/// <param name="Within">Calls from there are the allocator's own, of one of its functions to another; null where they are not.</param>
sealed record AllocatorEntry(string Library, string Function, AllocatorCall Call, RegularFile File, ulong Offset, bool IsCheap, AddressRange? Within);
