using Fathom.Evidence.HotSpot;

namespace Fathom.Evidence.Saved;

/// <summary>What Kubernetes or Docker says of containers.</summary>
public sealed record ContainerStates
{
    public IReadOnlyList<ContainerState> Containers { get; init; } = [];

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}

/// <summary>One container; what the text does not tell is null.</summary>
public sealed record ContainerState(string Name)
{
    public string? Pod { get; init; }

    public string? Namespace { get; init; }

    public string? Node { get; init; }

    public string? Id { get; init; }

    public string? Image { get; init; }

    public ContainerRun? Now { get; init; }

    /// <summary>How the one before it ended, where it was restarted.</summary>
    public ContainerRun? Before { get; init; }

    public long? Restarts { get; init; }

    public RoundedSize? MemoryLimit { get; init; }

    public RoundedSize? MemoryRequest { get; init; }

    /// <summary>Docker's limit of memory and swap together.</summary>
    public RoundedSize? MemoryAndSwapLimit { get; init; }

    /// <summary>The working set to Kubernetes, usage without inactive page cache to Docker.</summary>
    public RoundedSize? MemoryUsed { get; init; }

    /// <summary>It, or the one before it, ended for want of memory, so that its runtime noticed.</summary>
    public bool WasKilledForMemory => Now is { KilledForMemory: true } || Before is { KilledForMemory: true };
}

/// <summary>A container from its start to its end.</summary>
/// <param name="State">Running, Waiting, Terminated, as the tool writes it.</param>
public sealed record ContainerRun(string State)
{
    /// <summary>OOMKilled, Error, Completed, CrashLoopBackOff.</summary>
    public string? Reason { get; init; }

    /// <summary>137 is SIGKILL: of the kernel for want of memory, or of a runtime that waited long enough.</summary>
    public int? ExitCode { get; init; }

    public string? Started { get; init; }

    public string? Finished { get; init; }

    public int? Pid { get; init; }

    public bool KilledForMemory { get; init; }
}
