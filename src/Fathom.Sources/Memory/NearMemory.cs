using Fathom.Evidence;

namespace Fathom.Sources.Memory;

/// <summary>
/// Some pages of another memory, as they were when the first word of each was asked for: many small reads of a few places
/// take one call each page. For structures that do not change while they are read; who reads the next one forgets.
/// </summary>
sealed class NearMemory(IMemory memory) : IMemory
{
    const int PageSize = Bytes.PageSize;
    const int Most = 16;

    readonly byte[] _bytes = new byte[Most * PageSize];
    readonly ulong[] _pages = new ulong[Most];
    int _count, _next;

    public void Forget() => (_count, _next) = (0, 0);

    public int Read(Address from, Span<byte> into)
    {
        int at = (int)(from.Value % PageSize);
        if (into.Length > PageSize - at || PageOf(from.Value - (ulong)at) is not (>= 0 and var page))
            return memory.Read(from, into);
        _bytes.AsSpan((page * PageSize) + at, into.Length).CopyTo(into);
        return into.Length;
    }

    public int ReadEach(ReadOnlySpan<Address> from, int size, Span<byte> into, Span<bool> read) => memory.ReadEach(from, size, into, read);

    /// <summary>Below zero where the page cannot be read as a whole.</summary>
    int PageOf(ulong start)
    {
        int known = _pages.AsSpan(0, _count).IndexOf(start);
        if (known >= 0)
            return known;
        int page = _next;
        // What is overwritten is gone, whether or not this one can be read.
        _pages[page] = ulong.MaxValue;
        _count = Math.Max(_count, page + 1);
        if (memory.Read(new Address(start), _bytes.AsSpan(page * PageSize, PageSize)) != PageSize)
            return -1;
        _pages[page] = start;
        _next = (page + 1) % Most;
        return page;
    }
}
