namespace Fathom.Evidence;

/// <summary>Neighbouring pages of one kind.</summary>
public readonly record struct PageRun(Address Start, long Pages, PageKind Kind)
{
    public Address End => Start + (Pages * Bytes.PageSize);

    public AddressRange Range => new(Start, End);

    /// <summary>Counts in the kernel's Rss, unless the mapping is of hugetlb pages or kernel data.</summary>
    public bool IsResident => (Kind & (PageKind.Present | PageKind.Zero)) == PageKind.Present;

    public bool IsSwapped => (Kind & PageKind.Swapped) != 0;
}
