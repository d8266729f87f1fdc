using Fathom.Evidence.Profiles;

namespace Fathom.Evidence.Tracing;

/// <summary>What the samples of a trace say of single blocks and of threads.</summary>
/// <param name="Stacks">Where the stacks of the blocks are told.</param>
/// <param name="Blocks">Those that lived through the look that they are to be joined with.</param>
/// <param name="MadeByThread">Bytes since the trace began, by the number that a thread has for itself.</param>
public sealed record TracedBlocks(AllocationProfile Stacks, IReadOnlyList<TracedBlock> Blocks, IReadOnlyDictionary<int, Bytes> MadeByThread, TraceFigures Figures);

/// <summary>A sampled block that lives.</summary>
/// <param name="At">What malloc returned.</param>
/// <param name="Bytes">That it stands for; of blocks like it there are <paramref name="Count"/>.</param>
/// <param name="Thread">That made it, by the number that it has for itself.</param>
public readonly record struct TracedBlock(Address At, double Bytes, double Count, int Stack, int Thread);
