using Fathom.Evidence;

namespace Fathom.Accounting.Budget;

/// <summary>One part of a JVM's memory: what it takes, and what it may take.</summary>
/// <param name="Most">By its flags; null where nothing bounds it.</param>
/// <param name="Bound">The flag or setting that does, or could.</param>
public sealed record BudgetPart(string Name, Bytes Now, Bytes? Most, string Bound)
{
    /// <summary>Clean pages of files: the kernel drops them before it kills anybody.</summary>
    public bool IsDroppable { get; init; }

    /// <summary>It follows the heap, and is full when that is.</summary>
    public bool GoesWithHeap { get; init; }
}
