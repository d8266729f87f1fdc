using Fathom.Evidence;

namespace Fathom.Accounting;

/// <summary>
/// Which of two claims on the same page is believed: what was read from inside the memory beats what the kernel's
/// list of mappings says about all of it.
/// </summary>
public enum Precedence
{
    Mapping,
    ZeroFill,

    /// <summary>Found by what words look like: whoever has a mark of his own in the memory is believed before.</summary>
    Inferred,
    MmappedChunk,
    ArenaHeap,
    Stack,
    JvmHeap,
    JvmPart,
    JavaStack,
}

/// <summary>Somebody says that these pages are on this account.</summary>
public readonly record struct Claim(AddressRange Range, string Account, string Source, Precedence Precedence);
