using Fathom.Evidence.HotSpot;

namespace Fathom.Evidence.Saved;

/// <summary>What pmap printed, in any of its forms and any order of lines.</summary>
public sealed record PmapReport
{
    public int? Pid { get; init; }

    public string? Command { get; init; }

    public IReadOnlyList<PmapRow> Rows { get; init; } = [];

    /// <summary>The tool's own last line; null where it was cut off, or left out with -q.</summary>
    public PmapSizes? Total { get; init; }

    /// <summary>The same, from the rows that were read.</summary>
    public PmapSizes Sum { get; init; }

    /// <summary>True where the rows are all there were.</summary>
    public bool IsWhole => Total is { } total && total.Agrees(Sum);

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}

/// <summary>One mapping. Device and inode are left out: pmap prints them in hexadecimal, cut, or not at all.</summary>
/// <param name="Name">As pmap shows it: without folders unless -p was given; empty for "[ anon ]", which the [heap] is too.</param>
public sealed record PmapRow(AddressRange Range, Access Access, string Name, bool IsDeleted, PmapSizes Sizes)
{
    public ulong? Offset { get; init; }

    public bool IsAnonymous => Name.Length == 0 || Name.StartsWith('[');
}

/// <summary>The columns of sizes that the form has; the others are null.</summary>
public readonly record struct PmapSizes
{
    public Bytes Size { get; init; }

    public Bytes? Resident { get; init; }

    public Bytes? Proportional { get; init; }

    /// <summary>Private and shared together.</summary>
    public Bytes? Dirty { get; init; }

    public Bytes? Anonymous { get; init; }

    public Bytes? Swap { get; init; }

    public Bytes? Locked { get; init; }

    /// <summary>Equal in every column that both have.</summary>
    public bool Agrees(PmapSizes other) =>
        Size == other.Size && Same(Resident, other.Resident) && Same(Proportional, other.Proportional)
        && Same(Dirty, other.Dirty) && Same(Anonymous, other.Anonymous) && Same(Swap, other.Swap)
        && Same(Locked, other.Locked);

    static bool Same(Bytes? one, Bytes? other) => one is null || other is null || one == other;
}
