using Fathom.Accounting.Malloc;
using Fathom.Evidence;

namespace Fathom.Views;

/// <summary>What `trim` has to show: the look, and what came of the trim if there was one.</summary>
public sealed record TrimAnswer(Snapshot Before, TrimDone? Done)
{
    /// <summary>A number of arenas to reckon with; null for the usual.</summary>
    public int? ArenaMax { get; init; }
}

/// <summary>A trim that was done, with the look after it.</summary>
/// <param name="FromSwap">What of swap was to go with it; which pages those were is not kept.</param>
public sealed record TrimDone(Snapshot After, TrimTruth Truth, Bytes FromSwap);
