namespace Fathom.Evidence.HotSpot;

/// <summary>How far a count of blocks agrees with what the JVM counts itself; one that does not is withheld.</summary>
public enum NmtProof
{
    /// <summary>Every tag within what a running JVM changes meanwhile.</summary>
    Clean,

    /// <summary>Most of it: pages in swap, a search cut short, or a JVM that allocates much.</summary>
    Approximate,
}

/// <summary>The JVM's malloc blocks of one tag.</summary>
/// <param name="Size">What was asked for, without headers.</param>
/// <param name="Resident">The part of it that lies on resident pages.</param>
/// <param name="Said">What the JVM counts for the same, before it takes the arenas out of their chunks; null where that is not known.</param>
public sealed record NmtTagBlocks(int Tag, string Name, long Count, Bytes Size, Bytes Resident, Bytes? Said);

/// <summary>The blocks of one place that allocates.</summary>
/// <param name="Marker">Bucket and position in the JVM's table of sites, as a header has it.</param>
/// <param name="Site">Null at level summary, and where the table could not be read.</param>
public sealed record NmtSiteBlocks(uint Marker, int Tag, NmtSite? Site, long Count, Bytes Size, Bytes Resident);

/// <summary>
/// The JVM's malloc blocks, found one by one by the headers that native memory tracking puts before them
/// (nmt/mallocHeader.hpp).
/// </summary>
public sealed record NmtBlockTotals
{
    public IReadOnlyList<NmtTagBlocks> Tags { get; init; } = [];

    /// <summary>The largest, by size.</summary>
    public IReadOnlyList<NmtSiteBlocks> Sites { get; init; } = [];

    /// <summary>Sites seen in all.</summary>
    public int SiteCount { get; init; }

    public NmtProof Proof { get; init; }

    /// <summary>Memory that was looked through.</summary>
    public Bytes Scanned { get; init; }

    /// <summary>Pages of malloc's memory that are in swap: blocks that begin there are not seen.</summary>
    public Bytes Swapped { get; init; }

    /// <summary>Ended before all of malloc's memory was looked through.</summary>
    public bool IsCut { get; init; }

    /// <summary>Headers without the footer that belongs to them: overwritten, or freed while we looked.</summary>
    public long BadFooters { get; init; }

    /// <summary>Of those, blocks that were freed between two reads.</summary>
    public long Torn { get; init; }

    /// <summary>Headers whose size does not fit malloc's own chunk: not counted as blocks.</summary>
    public long OddChunks { get; init; }

    public TimeSpan Took { get; init; }
}
