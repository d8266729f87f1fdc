namespace Fathom.Evidence.HotSpot;

public readonly record struct CompilationPart(string Name, Bytes Size);
