namespace Fathom.Evidence.HotSpot;

/// <param name="Compiler">"c1" or "c2".</param>
public sealed record CompilationMemory(string Compiler, Bytes Peak, string Result, string Method)
{
    /// <summary>Bytes by arena, under the table's own column names.</summary>
    public IReadOnlyList<CompilationPart> Parts { get; init; } = [];

    public Address? Thread { get; init; }
}
