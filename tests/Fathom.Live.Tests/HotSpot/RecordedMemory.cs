using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>Keeps every page that was read, so that the same look can be had again without the process.</summary>
sealed class RecordedMemory(IMemory memory) : IMemory
{
    readonly Dictionary<ulong, byte[]> _pages = [];

    internal IReadOnlyDictionary<ulong, byte[]> Pages => _pages;

    public int Read(Address from, Span<byte> into)
    {
        int got = memory.Read(from, into);
        for (ulong page = from.PageFloor.Value; got > 0 && page < from.Value + (ulong)got; page += (ulong)Bytes.PageSize)
            Keep(page);
        return got;
    }

    public int ReadEach(ReadOnlySpan<Address> from, int size, Span<byte> into, Span<bool> read)
    {
        int count = memory.ReadEach(from, size, into, read);
        byte[] again = new byte[size];
        for (int i = 0; i < from.Length; i++)
        {
            if (read[i])
                Read(from[i], again);
        }
        return count;
    }

    void Keep(ulong page)
    {
        if (_pages.ContainsKey(page))
            return;
        byte[] bytes = new byte[Bytes.PageSize];
        if (memory.Read(new Address(page), bytes) == bytes.Length)
            _pages[page] = bytes;
    }
}
