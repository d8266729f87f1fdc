using Fathom.Evidence;

namespace Fathom.Sources.Peeking;

public enum PeekWhere
{
    /// <summary>The block of malloc that holds an address; where it is no block, what follows the address.</summary>
    Address,
    Range,
    Mapping,
    Arena,

    /// <summary>Live chunks of one size.</summary>
    Size,

    /// <summary>Every mapping that can be written to.</summary>
    All,

    /// <summary>Live chunks of some groups of a census.</summary>
    Groups,
}

/// <summary>What part of memory to show, and how much of it.</summary>
public sealed record PeekOptions(PeekWhere Where)
{
    /// <summary>The address, or the beginning of the range.</summary>
    public Address Address { get; init; }

    public Address End { get; init; }

    /// <summary>Part of a mapping's name, or what groups were asked for.</summary>
    public string Name { get; init; } = "";

    /// <summary>An arena's number, or a chunk's size.</summary>
    public long Number { get; init; }

    /// <summary>Which groups of the census were asked for: whose they are is not told here.</summary>
    public Func<Snapshot, IReadOnlySet<int>>? Groups { get; init; }

    public int MinLength { get; init; } = 10;

    public int Top { get; init; } = 20;

    /// <summary>Bytes to show as hex.</summary>
    public int Hex { get; init; }

    /// <summary>Look for words in memory that point to the block.</summary>
    public bool Referrers { get; init; }

    /// <summary>Show secrets.</summary>
    public bool Raw { get; init; }

    /// <summary>Where the bytes go as they are.</summary>
    public Stream? Into { get; init; }
}
