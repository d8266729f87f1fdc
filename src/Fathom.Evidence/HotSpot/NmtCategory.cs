namespace Fathom.Evidence.HotSpot;

/// <summary>What NMT books under one memory tag.</summary>
/// <param name="Tag">The name as the report has it; versions differ.</param>
public sealed record NmtCategory(string Tag, NmtAmount Reserved, NmtAmount Committed)
{
    /// <summary>The same for all versions that mean the same: "Synchronizer" of 11 is "synchronization" too.</summary>
    public string Key => NmtTag.KeyOf(Tag);

    /// <summary>The part of committed that is mapped read-only: "Shared class space" from JDK 21 on.</summary>
    public Bytes? ReadOnly { get; init; }

    public long? Classes { get; init; }

    public long? InstanceClasses { get; init; }

    public long? ArrayClasses { get; init; }

    public long? Threads { get; init; }

    /// <summary>JDK 8 takes a stack's whole size for committed; from 11 on it is what was resident.</summary>
    public NmtVirtual? Stacks { get; init; }

    public NmtBlocks? Malloc { get; init; }

    public NmtVirtual? Mmap { get; init; }

    public NmtBlocks? Arena { get; init; }

    /// <summary>NMT's own headers.</summary>
    public NmtAmount? Overhead { get; init; }

    public NmtMetadata? Metadata { get; init; }

    public NmtMetadata? ClassSpace { get; init; }
}
