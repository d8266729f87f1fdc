namespace Fathom.Evidence;

/// <summary>/proc/PID/limits, the soft ones that bound memory; null is unlimited or not said.</summary>
public sealed record ProcessLimits
{
    public Bytes? AddressSpace { get; init; }

    public Bytes? DataSize { get; init; }

    public Bytes? Stack { get; init; }

    public Bytes? LockedMemory { get; init; }

    public long? Processes { get; init; }

    public long? OpenFiles { get; init; }
}
