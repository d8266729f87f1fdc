namespace Fathom.Evidence;

/// <summary>How a process was started, secrets masked.</summary>
public sealed record CommandLine(string Shown, string Main)
{
    /// <summary>-Xmx or -XX:MaxHeapSize where it was given; the JVM's own choice is not known from here.</summary>
    public Bytes? MaxHeap { get; init; }
}
