namespace Fathom.Evidence.Tracing;

/// <summary>Sizes of which each block was to be noted, and what became of it.</summary>
/// <param name="Ranges">Empty where the census saw none grow.</param>
/// <param name="Blocks">Noted one by one.</param>
/// <param name="Lost">Of these sizes, without room in the table.</param>
/// <param name="TooDear">They cost more than samples may, and were drawn from then on.</param>
/// <param name="TooMany">More of them lived than the table has room for, and they were drawn from then on.</param>
public sealed record TraceSizes(IReadOnlyList<SizeRange> Ranges, long Blocks, long Lost, bool TooDear, bool TooMany);
