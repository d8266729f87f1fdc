using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Sources.Memory;
using Fathom.Sources.Pages;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Census;

/// <summary>The process in which chunks are to be reached, and how it is read.</summary>
/// <param name="Snapshot">With its malloc walked.</param>
/// <param name="All">Reads any page that is in memory now.</param>
sealed record ReachTarget(Snapshot Snapshot, IProcFiles Files, IMemory Present, IMemory All, IPages Pages)
{
    /// <summary>Where it stands still one look is enough; null where it runs.</summary>
    public ReachStop? Stop { get; init; }

    /// <summary>Chunks whose addresses Java objects hold, and whether those are kept.</summary>
    public IReadOnlyCollection<HeldChunk> Held { get; init; } = [];
}

/// <param name="User">What malloc returned.</param>
readonly record struct HeldChunk(ulong User, HolderState State);
