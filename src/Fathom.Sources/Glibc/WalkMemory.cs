using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Sources.Memory;
using Fathom.Sources.Pages;

namespace Fathom.Sources.Glibc;

/// <summary>
/// What a walk reads with: a target that runs has new pages since the look at them, so what was absent then is looked
/// at again before it is read. Absent pages are not read.
/// </summary>
sealed class WalkMemory(IMemory present, IMemory all, IPages pages) : IMemory
{
    // A target that grows asks for a few; more are answered as absent.
    const int MostScans = 20_000;

    int _scans;

    /// <summary>Of pages that are known to be in memory.</summary>
    public IMemory All => all;

    public HeapPages PagesOf(ulong from, ulong to)
    {
        AddressRange range = new(new Address(from & ~(Bytes.PageSize - 1UL)), new Address((to + 4095) & ~(Bytes.PageSize - 1UL)));
        Mapping mapping = new(range, Access.Read | Access.Write, 0, default, 0, "", false);
        return new HeapPages(pages.Scan([mapping]).Or(PageRuns.Empty));
    }

    public int Read(Address from, Span<byte> into)
    {
        int got = present.Read(from, into);
        if (got == into.Length || from.Value > (1UL << 56) || _scans++ >= MostScans)
            return got;
        ulong end = from.Value + (ulong)into.Length;
        HeapPages now = PagesOf(from.Value, end);
        return now.Resident(from.Value, end) == into.Length ? all.Read(from, into) : got;
    }

    public int ReadEach(ReadOnlySpan<Address> from, int size, Span<byte> into, Span<bool> read)
    {
        int count = present.ReadEach(from, size, into, read);
        for (int i = 0; i < from.Length && count < from.Length; i++)
        {
            if (read[i])
                continue;
            read[i] = Read(from[i], into.Slice(i * size, size)) == size;
            count += read[i] ? 1 : 0;
        }
        return count;
    }

    public ulong? Word(ulong at)
    {
        Span<byte> bytes = stackalloc byte[8];
        return at < 1UL << 56 && Read(new Address(at), bytes) == 8 ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : null;
    }
}
