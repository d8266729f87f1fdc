namespace Fathom.Sources.Acts;

/// <summary>What a thread that stands still has in its registers: the general ones, and the wide ones as words.</summary>
public sealed record ThreadRegisters(int Tid, ulong StackPointer, IReadOnlyList<ulong> Words);
