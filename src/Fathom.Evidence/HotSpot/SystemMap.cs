namespace Fathom.Evidence.HotSpot;

/// <summary>System.map or a file of System.dump_map: the address space with the VM's word for each mapping.</summary>
public sealed record SystemMap
{
    public IReadOnlyList<SystemMapRow> Rows { get; init; } = [];

    /// <summary>False where NMT is off: the VM then adds nothing to what smaps says.</summary>
    public bool HasOwners { get; init; } = true;

    public long? Mappings { get; init; }

    public Bytes? Size { get; init; }

    public Bytes? Resident { get; init; }

    public Bytes? Committed { get; init; }

    public Bytes? Swapped { get; init; }

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}
