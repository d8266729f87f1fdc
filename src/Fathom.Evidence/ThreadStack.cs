namespace Fathom.Evidence;

/// <summary>A thread and where its stack lies.</summary>
public sealed record ThreadStack(int Tid, string Name, AddressRange? Stack);
