namespace Fathom.Evidence;

/// <summary>How a process was started, secrets masked.</summary>
public sealed record CommandLine(string Shown, string Main)
{
    /// <summary>The file that was started, without its folder.</summary>
    public string Program { get; init; } = "";

    /// <summary>-Xmx or -XX:MaxHeapSize where it was given; the JVM's own choice is not known from here.</summary>
    public Bytes? MaxHeap { get; init; }
}
