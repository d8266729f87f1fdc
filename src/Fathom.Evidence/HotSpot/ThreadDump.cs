namespace Fathom.Evidence.HotSpot;

/// <summary>Thread.print, or what SIGQUIT writes.</summary>
public sealed record ThreadDump
{
    /// <summary>As printed, in the JVM's time zone.</summary>
    public string? TakenAt { get; init; }

    /// <summary>"OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode, sharing)".</summary>
    public string? Vm { get; init; }

    public IReadOnlyList<DumpedThread> Threads { get; init; } = [];

    /// <summary>JavaThread objects that the header lists; the same addresses as the threads' tid.</summary>
    public IReadOnlyList<Address> JavaThreads { get; init; } = [];

    /// <summary>JNI global references, strong ones; 8 does not tell weak ones apart.</summary>
    public long? GlobalReferences { get; init; }

    public long? WeakReferences { get; init; }

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}
