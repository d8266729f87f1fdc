using System.Buffers.Binary;
using System.Diagnostics;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Nmt;

/// <summary>
/// Goes through malloc's resident memory for the headers of 16 and later. A block's inside is passed over: what looks like
/// a header in there is none.
/// </summary>
sealed class NmtBlockSearch(VmMemory memory, PageRuns pages, int tags, NmtBlockOptions options)
{
    const int Window = 256 * 1024;

    // The word before a header belongs to it; so does what a window must see of the block before.
    const int Before = NmtHeader.Alignment;

    readonly byte[] _window = new byte[Window];
    readonly byte[] _few = new byte[NmtHeader.Length];
    readonly NmtBlockSums[] _sums = new NmtBlockSums[tags];
    readonly long _begun = Stopwatch.GetTimestamp();

    PageRuns.Cursor _pages = pages.Start();

    public IReadOnlyList<NmtBlockSums> Sums => _sums;

    public NmtSiteTally Sites { get; } = new();

    public Bytes Scanned { get; private set; }

    public bool IsCut { get; private set; }

    public long BadFooters { get; private set; }

    public long Torn { get; private set; }

    public long OddChunks { get; private set; }

    public TimeSpan Took => Stopwatch.GetElapsedTime(_begun);

    /// <summary>In address order, each once.</summary>
    public void Search(IEnumerable<AddressRange> ranges)
    {
        foreach (AddressRange range in ranges)
        {
            Address at = range.Start;
            while (at < range.End && !IsCut && _pages.ResidentFrom(at) is { } run && run.Start < range.End)
            {
                Address from = run.Start > at ? run.Start : at;
                at = SearchRun(new AddressRange(from, run.End < range.End ? run.End : range.End), run.Start);
            }
        }
    }

    /// <summary>Returns where to go on: behind the last block, which may end elsewhere.</summary>
    Address SearchRun(AddressRange run, Address present)
    {
        Address at = RoundUp(run.Start);
        while (at < run.End)
        {
            IsCut = Scanned >= options.Most || Took > options.Longest;
            if (IsCut)
                return run.End;
            int before = at - present >= Before ? Before : 0;
            Address start = at + -before;
            int wanted = (int)Math.Min(Window, run.End - start);
            int got = memory.Read(start, _window.AsSpan(0, wanted)) & ~(NmtHeader.Alignment - 1);
            Scanned += new Bytes(Math.Max(0, got - before));
            if (got <= before)
                return run.End;
            Address next = SearchWindow(start, _window.AsSpan(0, got), before, run.End);
            // A window that ended within a page could not be read to its end: the rest is gone.
            at = got < (wanted & ~(NmtHeader.Alignment - 1)) && next <= start + got ? run.End : next;
        }
        return at;
    }

    Address SearchWindow(Address start, ReadOnlySpan<byte> bytes, int from, Address present)
    {
        for (int at = from; (at = NmtMarkSearch.Find(bytes, at)) >= 0;)
        {
            if (NmtHeader.TryRead(bytes[at..], out NmtHeader header) && header.Tag < tags && FitsChunk(header, start, bytes, at)
                && HasFooter(header, start, bytes, at))
            {
                Address data = start + (at + NmtHeader.Length);
                Address end = data + (long)header.Size;
                Note(header, new AddressRange(data, end), present);
                long next = RoundUp(end + NmtHeader.FooterLength) - start;
                if (next >= bytes.Length)
                    return start + next;
                at = (int)next;
                continue;
            }
            at += NmtHeader.Length;
        }
        return start + bytes.Length;
    }

    bool FitsChunk(NmtHeader header, Address start, ReadOnlySpan<byte> bytes, int at)
    {
        ReadOnlySpan<byte> word = at >= NmtHeader.ChunkWord
            ? bytes.Slice(at - NmtHeader.ChunkWord, NmtHeader.ChunkWord)
            : Few(new Address(unchecked(start.Value + (ulong)at - (ulong)NmtHeader.ChunkWord)), NmtHeader.ChunkWord);
        // The page before may be out: then the footer alone has to do.
        if (word.Length < NmtHeader.ChunkWord || header.FitsChunk(BinaryPrimitives.ReadUInt64LittleEndian(word)))
            return true;
        OddChunks++;
        return false;
    }

    bool HasFooter(NmtHeader header, Address start, ReadOnlySpan<byte> bytes, int at)
    {
        ulong footer = (ulong)(at + NmtHeader.Length) + header.Size;
        ReadOnlySpan<byte> behind = footer + NmtHeader.FooterLength <= (ulong)bytes.Length
            ? bytes.Slice((int)footer, NmtHeader.FooterLength)
            : Few(new Address(start.Value + footer), NmtHeader.FooterLength);
        if (behind.Length < NmtHeader.FooterLength || NmtHeader.IsFooter(behind))
            return true;
        BadFooters++;
        // A block that was freed between two reads has no live header any more.
        bool isDead = NmtHeader.IsDeadFooter(behind);
        ReadOnlySpan<byte> again = Few(start + at, NmtHeader.Length);
        Torn += isDead || !NmtHeader.TryRead(again, out NmtHeader now) || now != header ? 1 : 0;
        return false;
    }

    ReadOnlySpan<byte> Few(Address at, int length) =>
        _few.AsSpan(0, memory.Read(at, _few.AsSpan(0, length)));

    void Note(NmtHeader header, AddressRange data, Address present)
    {
        long size = (long)header.Size;
        long resident = data.End <= present ? size : Resident(data);
        ref NmtBlockSums sums = ref _sums[header.Tag];
        sums = new(sums.Count + 1, sums.Size + size, sums.Resident + resident);
        Sites.Add(header.Site, header.Tag, size, resident);
    }

    long Resident(AddressRange data)
    {
        // A copy goes ahead: the search has not come so far yet.
        PageRuns.Cursor at = _pages;
        long sum = 0;
        for (Address from = data.Start; from < data.End && at.ResidentFrom(from) is { } run && run.Start < data.End; from = run.End)
            sum += run.Range.Intersect(data).Length.Value;
        return sum;
    }

    static Address RoundUp(Address at) =>
        new((at.Value + (NmtHeader.Alignment - 1)) & ~(ulong)(NmtHeader.Alignment - 1));
}

/// <summary>Blocks of one tag.</summary>
readonly record struct NmtBlockSums(long Count, long Size, long Resident);
