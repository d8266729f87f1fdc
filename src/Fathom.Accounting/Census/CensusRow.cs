using Fathom.Evidence;

namespace Fathom.Accounting.Census;

/// <summary>Live native memory of one owner, structure, holder, referrer and reach.</summary>
public sealed record CensusRow
{
    /// <summary>A library's file name; null for what has no proven owner (unattributed).</summary>
    public string? Owner { get; init; }

    /// <summary>One of it: "zlib inflate stream", a C++ class, a memory tag, or what stands in the chunks.</summary>
    public required string Structure { get; init; }

    /// <summary>Of all its chunks, with headers, smallest first.</summary>
    public IReadOnlyList<Bytes> SizeClasses { get; init; } = [];

    public string? NmtTag { get; init; }

    public Confidence Confidence { get; init; }

    /// <summary>Structures: a stream with its state and window is one.</summary>
    public long Count { get; init; }

    public long CountError { get; init; }

    /// <summary>Of all the chunks of those structures.</summary>
    public Bytes Bytes { get; init; }

    public Bytes Resident { get; init; }

    /// <summary>Class of the Java objects that hold it; null where none was found.</summary>
    public string? Holder { get; init; }

    /// <summary>Who refers to those objects: the first class that is not the JDK's, with its field.</summary>
    public string? Referrer { get; init; }

    public Reachable Reachable { get; init; }

    public string? ReachableFrom { get; init; }

    /// <summary>Why it is unknown, where it is: of several reasons the one for most bytes.</summary>
    public Doubt Doubt { get; init; }

    /// <summary>Up to three of what malloc returned; only where all of their group are in this row.</summary>
    public IReadOnlyList<Address> Samples { get; init; } = [];

    /// <summary>What gives it back; the key of a text.</summary>
    public string? Remedy { get; init; }

    /// <summary>The groups that it is made of, largest first, up to <see cref="CensusRows.MostListed"/>.</summary>
    public IReadOnlyList<int> Groups { get; init; } = [];
}

/// <summary>From where a block is referred to.</summary>
public enum Reachable
{
    Unknown,

    /// <summary>From a library's data, a stack, registers, thread-local data.</summary>
    Native,

    /// <summary>Only from Java objects.</summary>
    Java,

    /// <summary>Only from Java objects that nothing refers to: they wait for a collection.</summary>
    Garbage,

    /// <summary>From nowhere, and every place was read.</summary>
    Lost,
}
