using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>The arenas of malloc_info, tag by tag.</summary>
sealed class NativeHeapReading(ReportNotes notes)
{
    readonly List<MallocInfoHeap> _heaps = [];
    readonly List<MallocInfoSize> _sizes = [];
    MallocInfoHeap? _heap;
    MallocInfoHeap _total = new(-1);
    bool _hasTotal;
    long? _mmappedCount;
    Bytes? _mmapped;

    public NativeHeapInfo Finish()
    {
        EndHeap();
        return new NativeHeapInfo
        {
            Heaps = _heaps,
            Total = _hasTotal ? _total : null,
            MmappedCount = _mmappedCount,
            Mmapped = _mmapped,
        };
    }

    public bool Tag(ReadOnlySpan<byte> tag)
    {
        if (tag.StartsWith("<heap "u8))
            return Heap(tag);
        if (tag.SequenceEqual("</heap>"u8))
            return EndHeap();
        if (tag.StartsWith("<size "u8) || tag.StartsWith("<unsorted "u8))
            return Size(tag);
        if (tag.StartsWith("<total "u8) || tag.StartsWith("<system "u8) || tag.StartsWith("<aspace "u8))
            return Sum(tag);
        return tag.StartsWith("<malloc "u8) || tag.SequenceEqual("</malloc>"u8) || tag.StartsWith("<sizes"u8)
            || tag.SequenceEqual("</sizes>"u8);
    }

    bool Heap(ReadOnlySpan<byte> tag)
    {
        EndHeap();
        if (!NativeHeapText.TryAttribute(tag, "nr"u8, out long number) || number > int.MaxValue)
            return false;
        _heap = new MallocInfoHeap((int)number);
        return true;
    }

    bool EndHeap()
    {
        if (_heap is not null && notes.HasRoom(_heaps.Count, "arenas"))
            _heaps.Add(_heap with { Sizes = [.. _sizes] });
        _heap = null;
        _sizes.Clear();
        return true;
    }

    bool Size(ReadOnlySpan<byte> tag)
    {
        if (!NativeHeapText.TryAttribute(tag, "from"u8, out long from)
            || !NativeHeapText.TryAttribute(tag, "to"u8, out long to)
            || !NativeHeapText.TryAttribute(tag, "total"u8, out long total)
            || !NativeHeapText.TryAttribute(tag, "count"u8, out long count))
            return false;
        if (notes.HasRoom(_sizes.Count, "sizes of one arena"))
            _sizes.Add(new(new(from), new(to), new(total), count, tag.StartsWith("<unsorted"u8)));
        return true;
    }

    /// <summary>The sums of an arena; behind the last one they are of all arenas.</summary>
    bool Sum(ReadOnlySpan<byte> tag)
    {
        _hasTotal |= _heap is null;
        if (!NativeHeapText.TryAttribute(tag, "size"u8, out long size))
            return false;
        Bytes bytes = new(size);
        NativeHeapText.TryAttribute(tag, "count"u8, out long count);
        MallocInfoHeap heap = _heap ?? _total;
        if (tag.IndexOf("type=\"mmap\""u8) > 0)
            (_mmappedCount, _mmapped) = (count, bytes);
        else if (tag.IndexOf("type=\"fast\""u8) > 0)
            heap = heap with { FastCount = count, Fast = bytes };
        else if (tag.IndexOf("type=\"rest\""u8) > 0)
            heap = heap with { RestCount = count, Rest = bytes };
        else if (tag.IndexOf("type=\"current\""u8) > 0)
            heap = heap with { System = bytes };
        else if (tag.IndexOf("type=\"max\""u8) > 0)
            heap = heap with { SystemMax = bytes };
        else if (tag.IndexOf("type=\"mprotect\""u8) > 0)
            heap = heap with { AspaceMprotect = bytes };
        else if (tag.IndexOf("type=\"subheaps\""u8) > 0)
            heap = heap with { Subheaps = size };
        else if (tag.StartsWith("<aspace "u8) && tag.IndexOf("type=\"total\""u8) > 0)
            heap = heap with { Aspace = bytes };
        else
            return false;
        (_heap, _total) = _heap is null ? (null, heap) : (heap, _total);
        return true;
    }
}
