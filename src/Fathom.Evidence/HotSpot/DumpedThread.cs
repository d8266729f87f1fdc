namespace Fathom.Evidence.HotSpot;

/// <summary>A thread of a dump. Threads of the VM itself have no number and no Java stack.</summary>
public sealed record DumpedThread(string Name)
{
    /// <summary>java.lang.Thread's id; null for a thread of the VM.</summary>
    public long? Number { get; init; }

    /// <summary>The kernel's thread id in the JVM's own pid namespace; printed as hexadecimal by 8 to 17.</summary>
    public long? NativeId { get; init; }

    /// <summary>The address of HotSpot's Thread object.</summary>
    public Address? Thread { get; init; }

    public bool IsDaemon { get; init; }

    public int? Priority { get; init; }

    public TimeSpan? Cpu { get; init; }

    public TimeSpan? Elapsed { get; init; }

    /// <summary>What it does, in the VM's words: "waiting on condition", "runnable".</summary>
    public string Doing { get; init; } = "";

    /// <summary>java.lang.Thread.State, "TIMED_WAITING (sleeping)".</summary>
    public string? State { get; init; }

    /// <summary>The page that holds the last Java frame; null where none is.</summary>
    public Address? StackPointer { get; init; }

    /// <summary>Java frames and monitors, as printed and without their indent.</summary>
    public IReadOnlyList<string> Frames { get; init; } = [];
}
