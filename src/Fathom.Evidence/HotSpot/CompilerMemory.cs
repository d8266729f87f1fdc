namespace Fathom.Evidence.HotSpot;

/// <summary>Compiler.memory: what compilations took from malloc at their peak (JDK 22 and later).</summary>
public sealed record CompilerMemory
{
    /// <summary>False where no -XX:CompileCommand=MemStat asked for it.</summary>
    public bool IsEnabled { get; init; } = true;

    public IReadOnlyList<CompilationMemory> Compilations { get; init; } = [];

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}
