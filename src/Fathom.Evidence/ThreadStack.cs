namespace Fathom.Evidence;

/// <summary>A thread and where its stack lies.</summary>
public sealed record ThreadStack(int Tid, string Name, AddressRange? Stack)
{
    /// <summary>Its id in the innermost pid namespace: the nid of the JVM's own reports.</summary>
    public int InsideTid { get; init; } = Tid;

    /// <summary>Its struct pthread, with the thread's own variables below it; null where it was not found.</summary>
    public Address? ControlBlock { get; init; }
}
