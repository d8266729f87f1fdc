using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Sources.Acts;
using Fathom.Sources.Memory;
using Fathom.Sources.Pages;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Census;

/// <summary>The process in which chunks are to be reached, and how it is read.</summary>
/// <param name="Snapshot">With its malloc walked.</param>
/// <param name="All">Reads any page that is in memory now.</param>
sealed record ReachTarget(Snapshot Snapshot, IProcFiles Files, IMemory Present, IMemory All, IPages Pages)
{
    /// <summary>Of all threads, where they stand still: then one look is enough.</summary>
    public IReadOnlyList<ThreadRegisters>? Registers { get; init; }

    /// <summary>Chunks whose addresses Java objects hold, and whether those are kept.</summary>
    public IReadOnlyCollection<HeldChunk> Held { get; init; } = [];

    /// <summary>The Java heap was not gone through to its end: what no object is known to hold may be held all the same.</summary>
    public bool HoldersArePartial { get; init; }
}

/// <param name="User">What malloc returned.</param>
readonly record struct HeldChunk(ulong User, HolderState State);
