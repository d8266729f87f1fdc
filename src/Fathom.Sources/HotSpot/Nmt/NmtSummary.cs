using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.HotSpot.Nmt;

/// <summary>Puts the totals together as the JVM does for its own report (nmt/memReporter.cpp).</summary>
sealed class NmtSummary
{
    // Header and, counted from 22 or 23 on, the footer (MallocTracker::overhead_per_malloc).
    const int Header = 16;
    const int HeaderAndFooter = 18;

    readonly NmtTotals _totals;
    readonly NmtTags _tags;
    readonly int _overhead;
    readonly NmtCounter _arenas;
    Bytes? _stacksResident;

    public NmtSummary(NmtTotals totals, NmtTags tags, bool countsFooter)
    {
        _totals = totals;
        _tags = tags;
        _overhead = countsFooter ? HeaderAndFooter : Header;
        _arenas = Sum(totals.Arena);
    }

    public long? Threads { get; init; }

    /// <param name="stacksResident">
    /// What is resident of the stacks: the JVM measures that when it is asked, and keeps no figure meanwhile.
    /// </param>
    public NmtReport Make(Bytes? stacksResident)
    {
        _stacksResident = stacksResident;
        List<NmtCategory> categories = [];
        for (int tag = 0; tag < _totals.Layout.Tags; tag++)
        {
            // The stacks are told under Thread.
            if (tag != _tags.ThreadStack && Category(tag) is { } category)
                categories.Add(category);
        }
        NmtVirtual mapped = Total(Mapped(_totals.Mapped), Stacks());
        NmtBlocks malloc = AllMalloc();
        return new NmtReport(NmtKind.Summary, new Bytes(1))
        {
            Categories = categories,
            Reserved = new(malloc.Size.Size + mapped.Reserved.Size),
            Committed = new(malloc.Size.Size + mapped.Committed.Size),
            Malloc = malloc,
            Mmap = mapped,
        };
    }

    /// <summary>Σ tags against the total that the JVM keeps beside them; headers in 8 and 11, whose count leaves the stacks out.</summary>
    public bool Balances()
    {
        NmtCounter sum = Sum(_totals.Malloc), last = _totals.Last;
        if (_totals.Layout.HasPeaks)
            return IsNear(sum.Count, last.Count, 1) && IsNear(sum.Size.Value, last.Size.Value, 1024);
        long blocks = sum.Count - _totals.Malloc(_tags.ThreadStack).Count;
        return IsNear(blocks, last.Count, 1) && IsNear(blocks * Header, last.Size.Value, Header);
    }

    /// <summary>Each counter is atomic, but not all of them together: a busy JVM is a few blocks off.</summary>
    static bool IsNear(long sum, long total, long unit) => Math.Abs(sum - total) <= (Math.Abs(total) / 1000) + (16 * unit);

    NmtCategory? Category(int tag)
    {
        NmtBlocks? malloc = Malloc(tag), arena = Blocks(_totals.Arena(tag));
        NmtMapped own = _totals.Mapped(tag);
        NmtVirtual? mapped = own.Reserved != Bytes.Zero || own.Peak is { Value: > 0 } ? Mapped(own) : null;
        NmtVirtual? stacks = tag == _tags.Thread ? Stacks() : null;
        Bytes? overhead = tag == _tags.Tracking ? Overhead : null;
        if (malloc is null && arena is null && mapped is null && overhead is null)
            return null;
        Bytes both = Size(malloc) + Size(arena) + (overhead ?? Bytes.Zero);
        return new NmtCategory(_tags.Names[tag],
            new(both + own.Reserved + (stacks?.Reserved.Size ?? Bytes.Zero)),
            new(both + own.Committed + (stacks?.Committed.Size ?? Bytes.Zero)))
        {
            Malloc = malloc,
            Arena = arena,
            Mmap = mapped,
            Stacks = stacks,
            Overhead = overhead is { } bytes ? new NmtAmount(bytes) : null,
            Threads = tag == _tags.Thread ? Threads : null,
        };
    }

    /// <summary>
    /// Arenas are made of chunks that were malloced: what the arenas say they hold is taken out of the chunks, and with it,
    /// by the JVM's way of counting, one block (MallocMemorySnapshot::make_adjustment).
    /// </summary>
    NmtBlocks? Malloc(int tag)
    {
        NmtCounter counter = _totals.Malloc(tag);
        if (tag != _tags.ArenaChunk)
            return Blocks(counter);
        NmtBlocks? chunks = Blocks(counter with { Size = counter.Size - _arenas.Size, Count = Math.Max(0, counter.Count - 1) });
        return _totals.Layout.HasPeaks ? chunks : chunks is null ? null : chunks with { Count = null };
    }

    NmtBlocks? Blocks(NmtCounter counter) => counter.IsEmpty && counter.PeakSize == Bytes.Zero
        ? null
        : new NmtBlocks(new(counter.Size), counter.Count, 0,
            _totals.Layout.HasPeaks ? counter.PeakSize : null, _totals.Layout.HasPeaks ? counter.PeakCount : null);

    NmtBlocks AllMalloc()
    {
        NmtCounter last = _totals.Last, sum = Sum(_totals.Malloc);
        return _totals.Layout.HasPeaks
            ? new NmtBlocks(new(last.Size + Overhead), last.Count - 1, 0, last.PeakSize, last.PeakCount)
            : new NmtBlocks(new(sum.Size + Overhead), last.Count - 1);
    }

    Bytes Overhead => _totals.Layout.HasPeaks ? new((_totals.Last.Count - 1) * _overhead) : _totals.Last.Size;

    NmtVirtual Stacks()
    {
        NmtMapped stacks = _totals.Mapped(_tags.ThreadStack);
        // JDK 8 does not measure: it takes all of a stack for committed.
        bool whole = stacks.Committed == stacks.Reserved;
        return new(new(stacks.Reserved), new(whole ? stacks.Committed : _stacksResident ?? stacks.Committed));
    }

    NmtVirtual Total(NmtVirtual all, NmtVirtual stacks)
    {
        Bytes kept = _totals.Mapped(_tags.ThreadStack).Committed;
        return all with { Committed = new(all.Committed.Size - kept + stacks.Committed.Size) };
    }

    NmtVirtual Mapped(Func<int, NmtMapped> each)
    {
        Bytes reserved = Bytes.Zero, committed = Bytes.Zero;
        for (int tag = 0; tag < _totals.Layout.Tags; tag++)
        {
            reserved += each(tag).Reserved;
            committed += each(tag).Committed;
        }
        return new(new(reserved), new(committed));
    }

    static NmtVirtual Mapped(NmtMapped own) => new(new(own.Reserved), new(own.Committed), own.Peak);

    NmtCounter Sum(Func<int, NmtCounter> each)
    {
        NmtCounter sum = default;
        for (int tag = 0; tag < _totals.Layout.Tags; tag++)
        {
            NmtCounter one = each(tag);
            sum = new NmtCounter(sum.Count + one.Count, sum.Size + one.Size, 0, default);
        }
        return sum;
    }

    static Bytes Size(NmtBlocks? blocks) => blocks?.Size.Size ?? Bytes.Zero;
}
