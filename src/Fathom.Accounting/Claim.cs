using Fathom.Evidence;
using Fathom.Evidence.Malloc;

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

    /// <summary>The same, with its chunks followed to its end: it knows more than the look of its header.</summary>
    WalkedHeap,
    Stack,
    JvmHeap,
    JvmPart,
    JavaStack,
}

/// <summary>Somebody says that these pages are on this account.</summary>
public readonly record struct Claim(AddressRange Range, string Account, string Source, Precedence Precedence)
{
    /// <summary>What a walk found in it; <see cref="Account"/> then has only what the walk could not tell.</summary>
    public ArenaHeap? Heap { get; init; }
}
