using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Sources.Census;

/// <summary>A stretch of memory from which chunks are referred to, and as whose.</summary>
/// <param name="IsCode">Compiled at run time: addresses stand within instructions, at any place.</param>
readonly record struct ReachRoot(byte Label, AddressRange Range, bool IsCode = false);

/// <summary>
/// All memory that is not malloc's, by whose it is, in the order in which it is believed: libraries' data, the JVM's own
/// memory, stacks with the threads' own variables, and whatever nobody owns.
/// </summary>
sealed class ReachRoots
{
    // Below the stack pointer, the leaf function's (System V ABI for x86-64, 3.2.2).
    const int RedZone = 128;

    // malloc_state: its bins name free chunks by their headers, which to a reader are the last word of the chunk before.
    const long ArenaBytes = 2200;

    /// <summary>What every library reaches: whoever else refers to a chunk is told instead.</summary>
    static readonly string[] Common = ["/libc.so", "/libc-", "/ld-linux", "/ld-", "/libpthread", "/libstdc++"];

    readonly Snapshot _snapshot;
    readonly ReachLabels _labels;
    readonly List<ReachRoot> _roots = [];
    readonly List<AddressRange> _taken = [];
    readonly ResidentIndex _pages;

    ReachRoots(Snapshot snapshot, ReachLabels labels)
    {
        (_snapshot, _labels) = (snapshot, labels);
        _pages = new ResidentIndex(snapshot.Pages ?? PageRuns.Empty);
    }

    public IReadOnlyList<ReachRoot> Roots => _roots;

    /// <summary>Words of Java objects.</summary>
    public IReadOnlyList<AddressRange> JavaHeap { get; private set; } = [];

    /// <summary>Bytes in swap, which are not brought back.</summary>
    public long Swapped { get; private set; }

    /// <summary>Bytes in memory that nobody may read just now (PROT_NONE).</summary>
    public long Hidden { get; private set; }

    /// <param name="stackPointer">Of a thread, where it is known.</param>
    public static ReachRoots Of(Snapshot snapshot, ChunkIndex index, MallocState malloc, ReachLabels labels, Func<ThreadStack, ulong?> stackPointer)
    {
        ReachRoots roots = new(snapshot, labels);
        roots.TakeMalloc(index, malloc);
        roots.TakeJavaHeap();
        List<(byte, AddressRange)> jvm = roots.TakeJvm(), stacks = roots.TakeStacks(stackPointer), zeros = roots.TakeZeroFill();
        AddressRange[] taken = [.. roots._taken.OrderBy(range => range.Start)];
        roots.AddLibraries(taken, zeros);
        roots._roots.AddRange(jvm.Select(each => new ReachRoot(each.Item1, each.Item2, roots.IsCode(each.Item2))));
        roots._roots.AddRange(stacks.Select(each => new ReachRoot(each.Item1, each.Item2)));
        roots.AddOthers(taken);
        roots.CountUnread(taken);
        return roots;
    }

    void TakeMalloc(ChunkIndex index, MallocState malloc)
    {
        _taken.AddRange(_snapshot.Malloc.Heaps.Select(heap => heap.Range));
        _taken.AddRange(malloc.Arenas.SelectMany(arena => arena.Heaps).Select(heap => heap.Range));
        _taken.AddRange(malloc.Arenas.Select(arena => new AddressRange(arena.Address, arena.Address + ArenaBytes)));
        _taken.AddRange(index.Large.Select(each => new AddressRange(new Address(each.Address), new Address(each.Address + each.Size))));
    }

    void TakeJavaHeap()
    {
        List<AddressRange> parts = [.. Jvm(isHeap: true).Select(range => range.Range)];
        if (_snapshot.JvmState?.Heap is { } heap)
            parts.Add(heap);
        // Views of ZGC's heap: any mapping of its file.
        parts.AddRange(_snapshot.Mappings.Where(mapping => mapping.Name.Contains("java_heap", StringComparison.Ordinal)).Select(mapping => mapping.Range));
        parts.Sort((a, b) => a.Start.CompareTo(b.Start));
        List<AddressRange> joined = [];
        foreach (AddressRange part in parts)
        {
            if (joined.Count > 0 && part.Start <= joined[^1].End)
                joined[^1] = new AddressRange(joined[^1].Start, part.End > joined[^1].End ? part.End : joined[^1].End);
            else
                joined.Add(part);
        }
        _taken.AddRange(joined);
        JavaHeap = [.. Readable(joined)];
    }

    IEnumerable<JvmRange> Jvm(bool isHeap) =>
        (_snapshot.JvmState?.Ranges ?? []).Where(range => (range.Part == JvmPart.Heap) == isHeap);

    List<(byte, AddressRange)> TakeJvm()
    {
        List<(byte, AddressRange)> found = [];
        byte label = _snapshot.Target.Jvm is { } jvm ? _labels.Of(jvm.Library) : ReachLabels.Other;
        AddressRange[] before = [.. _taken.OrderBy(range => range.Start)];
        AddressRange[] ranges = [.. Jvm(isHeap: false).Select(each => each.Range).OrderBy(range => range.Start)];
        found.AddRange(RangeSet.Without(Readable(ranges), before).Select(range => (label, range)));
        _taken.AddRange(ranges);
        return found;
    }

    IEnumerable<AddressRange> Readable(IReadOnlyList<AddressRange> ranges)
    {
        IReadOnlyList<Mapping> mappings = _snapshot.Mappings;
        foreach (AddressRange range in ranges)
        {
            for (int i = FirstBehind(range.Start); i < mappings.Count && mappings[i].Range.Start < range.End; i++)
            {
                if (IsReadable(mappings[i]))
                    yield return range.Intersect(mappings[i].Range);
            }
        }
    }

    /// <summary>The first mapping that ends above an address.</summary>
    int FirstBehind(Address address)
    {
        int low = 0, high = _snapshot.Mappings.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _snapshot.Mappings[middle].Range.End <= address ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    List<(byte, AddressRange)> TakeStacks(Func<ThreadStack, ulong?> stackPointer)
    {
        List<(byte, AddressRange)> found = [];
        foreach (ThreadStack thread in _snapshot.Threads)
        {
            byte label = _labels.Of(thread.Name);
            if (thread.Stack is not { } stack)
                continue;
            Address start = stack.Start;
            if (stackPointer(thread) is { } pointer && stack.Contains(new Address(pointer)) && pointer > RedZone + stack.Start.Value)
                start = new Address((pointer - RedZone) & ~7UL);
            found.Add((label, new AddressRange(start, stack.End)));
            _taken.Add(stack);
        }
        return found;
    }

    List<(byte, AddressRange)> TakeZeroFill()
    {
        List<(byte, AddressRange)> found = [];
        foreach (LoadedImage image in _snapshot.Images)
        {
            byte label = _labels.Of(image.Name);
            foreach (AddressRange part in image.ZeroFill)
            {
                found.Add((label, part));
                _taken.Add(part);
            }
        }
        return found;
    }

    /// <summary>Pages of private mappings that were written to, and the zeros behind them; libjvm last, before it what all use.</summary>
    void AddLibraries(AddressRange[] taken, List<(byte Label, AddressRange Range)> zeros)
    {
        string? jvm = _snapshot.Target.Jvm?.Library;
        List<(int Rank, ReachRoot Root)> found = [];
        foreach (Mapping mapping in _snapshot.Mappings.Where(each => each.IsFile && (each.Access & Access.Shared) == 0 && IsReadable(each)))
        {
            byte label = _labels.Of(mapping.Name);
            foreach (AddressRange part in RangeSet.Without(Written(mapping.Range), taken))
                found.Add((Rank(mapping.Name, jvm), new ReachRoot(label, part)));
        }
        AddressRange[] arenas = [.. taken.Where(range => range.Length.Value == ArenaBytes)];
        foreach ((byte label, AddressRange range) in zeros)
        {
            foreach (AddressRange part in RangeSet.Without([range], arenas))
                found.Add((Rank(_labels[label].From ?? "", jvm), new ReachRoot(label, part)));
        }
        _roots.AddRange(found.OrderBy(each => each.Rank).ThenBy(each => each.Root.Label).Select(each => each.Root));
    }

    static int Rank(string name, string? jvm) =>
        name == jvm ? 2 : Common.Any(common => name.Contains(common, StringComparison.Ordinal)) ? 1 : 0;

    /// <summary>The pages of a private file mapping that are not the file's own any more.</summary>
    IEnumerable<AddressRange> Written(AddressRange range) =>
        Runs(range).Where(run => run.IsResident && (run.Kind & PageKind.File) == 0).Select(run => run.Range.Intersect(range));

    void AddOthers(AddressRange[] taken)
    {
        IEnumerable<AddressRange> rest = _snapshot.Mappings
            .Where(each => IsReadable(each) && (each.IsAnonymous || (each.Access & (Access.Shared | Access.Write)) == (Access.Shared | Access.Write)))
            .Select(each => each.Range);
        _roots.AddRange(RangeSet.Without(rest, taken).Select(range => new ReachRoot(ReachLabels.Other, range, IsCode(range))));
    }

    bool IsCode(AddressRange range) =>
        MappingTable.Find(_snapshot.Mappings, range.Start) is { IsAnonymous: true } mapping && (mapping.Access & Access.Execute) != 0;

    void CountUnread(AddressRange[] taken)
    {
        foreach (Mapping mapping in _snapshot.Mappings.Where(each => !each.MayBeDevice && !IsKernels(each)))
        {
            if (IsReadable(mapping))
                Swapped += Runs(mapping.Range).Where(run => run.IsSwapped).Sum(run => run.Range.Intersect(mapping.Range).Length.Value);
            else
                Hidden += RangeSet.Without(Written(mapping.Range), taken).Sum(range => range.Length.Value);
        }
    }

    IEnumerable<PageRun> Runs(AddressRange range)
    {
        PageRuns.Enumerator at = _pages.Before(range.Start);
        while (at.MoveNext() && at.Current.Start < range.End)
            yield return at.Current;
    }

    static bool IsReadable(Mapping mapping) =>
        (mapping.Access & Access.Read) != 0 && !mapping.MayBeDevice && !IsKernels(mapping);

    static bool IsKernels(Mapping mapping) => mapping.IsKernelData || mapping.Name == "[vdso]";
}
