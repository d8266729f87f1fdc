using Fathom.Evidence;

namespace Fathom.Accounting.Container;

/// <summary>What of the container's usage is on an account, and what of that the kernel takes back before it kills.</summary>
/// <param name="Reclaimable">Null where this kernel does not tell.</param>
/// <param name="Source">The kernel's own name for the figure.</param>
public readonly record struct ContainerPosting(string Account, Bytes Amount, Bytes? Reclaimable, string Source);
