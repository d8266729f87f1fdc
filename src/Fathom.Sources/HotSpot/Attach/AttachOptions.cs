namespace Fathom.Sources.HotSpot.Attach;

/// <summary>How long to wait, and what is known already.</summary>
public sealed record AttachOptions
{
    /// <summary>Until the JVM listens; the JDK's own client waits as long (VirtualMachineImpl.java, 9 and later).</summary>
    public TimeSpan Listen { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For each next part of a reply: a heap dump is silent until it is written.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The flag DisableAttachMechanism, where the caller has read it; null lets the counters or the command line say.</summary>
    public bool? KnownDisabled { get; init; }
}
