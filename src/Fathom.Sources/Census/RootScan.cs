using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Sources.Glibc;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Census;

/// <summary>
/// Looks through what is not malloc's for addresses of chunks. A library's data and the JVM's structures hold what they
/// own, so chunks without marks get a group of their own under them; stacks hold what was once used, too.
/// </summary>
sealed class RootScan
{
    const int Window = 256 * 1024;

    /// <summary>Memory whose owner nobody knows may be an allocator of its own, of any size.</summary>
    const long MostOther = 256L << 20;

    readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Window);
    readonly WordRange _range;
    readonly ChunkIndex _index;
    readonly Lineage _lineage;
    readonly ChunkSorter _sorter;
    readonly HeapPages _pages;
    readonly IMemory _memory;
    readonly ChunkLinks _find;
    readonly List<RootPlace> _places;
    readonly List<int> _numbers = [];
    readonly List<(RootKind Kind, string Name)> _roots = [];
    readonly Dictionary<(int Root, ushort Child), long> _counts = [];
    readonly List<(int Root, ushort Child, long Count)> _noted = [];
    long _otherLeft;

    public RootScan(
        IEnumerable<RootPlace> places, ChunkIndex index, Lineage lineage, ChunkSorter sorter, HeapPages pages, IMemory memory, bool hasHeaders)
    {
        (_index, _lineage, _sorter, _pages, _memory) = (index, lineage, sorter, pages, memory);
        _find = new ChunkLinks(index, sorter, hasHeaders);
        (_places, _range) = ([.. places], WordRange.Of(index));
        Dictionary<(RootKind, string), int> known = [];
        foreach (RootPlace place in _places)
        {
            if (known.TryAdd((place.Kind, place.Name), _roots.Count))
                _roots.Add((place.Kind, place.Name));
            _numbers.Add(known[(place.Kind, place.Name)]);
        }
    }

    public Bytes Read { get; private set; }

    /// <summary>Of memory that has no owner: what was not looked through for addresses, since there is more than that.</summary>
    public Bytes LeftOut { get; private set; }

    /// <summary>By number, as the groups under them have it.</summary>
    public IReadOnlyList<(RootKind Kind, string Name)> Roots => _roots;

    public IReadOnlyDictionary<(int Root, ushort Child), long> Counts => _counts;

    /// <summary>Before links are followed: who has an owner outside of malloc goes to a group of its own.</summary>
    public void Own() => Scan(counts: false);

    /// <summary>When all chunks have their last group.</summary>
    /// <param name="numbers">What the groups were renumbered to.</param>
    public void Count(ReadOnlySpan<ushort> numbers)
    {
        Scan(counts: true);
        foreach ((int root, ushort child, long count) in _noted)
            _counts[(root, numbers[child])] = _counts.GetValueOrDefault((root, numbers[child])) + count;
    }

    void Scan(bool counts)
    {
        _otherLeft = MostOther;
        for (int i = 0; i < _places.Count; i++)
        {
            if (counts || Owns(_places[i].Kind))
                Scan(_places[i], _numbers[i], counts);
        }
    }

    static bool Owns(RootKind kind) => kind is RootKind.LibraryData or RootKind.Jvm;

    /// <summary>A place that is none in memory, to which chunks are counted one by one.</summary>
    public int Add(RootKind kind, string name)
    {
        _roots.Add((kind, name));
        return _roots.Count - 1;
    }

    public void Note(int root, ushort child, long count) => _noted.Add((root, child, count));

    /// <summary>All words of places that may be addresses of chunks.</summary>
    public void Each(IEnumerable<RootPlace> places, Action<ulong> see)
    {
        foreach (RootPlace place in places)
            Scan(place, see);
    }

    void Scan(in RootPlace place, int root, bool counts) => Scan(place, word => Note(root, word, counts));

    void Scan(in RootPlace place, Action<ulong> see)
    {
        ulong end = place.Range.End.Value;
        for (ulong at = place.Range.Start.Value; _pages.From(at) is { } from && from < end;)
        {
            int wanted = (int)Math.Min(Math.Min(end, _pages.RunAt(from)!.Value.End.Value) - from, Window);
            if (place.Kind == RootKind.Other && (_otherLeft -= wanted) < 0)
            {
                LeftOut += new Bytes((long)(end - from));
                return;
            }
            int got = _memory.Read(new Address(from), _bytes.AsSpan(0, wanted)) & ~7;
            Read += new Bytes(got);
            ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(_bytes.AsSpan(0, got));
            for (int i = WordSieve.Next(words, 0, _range); i < words.Length; i = WordSieve.Next(words, i + 1, _range))
                see(words[i]);
            at = from + (ulong)wanted;
        }
    }

    void Note(int root, ulong word, bool counts)
    {
        ChunkRef child = _find.Find(word, out int into);
        ushort group = child.Found ? _index.GroupOf(child) : ChunkIndex.NotLive;
        if (group == ChunkIndex.NotLive)
            return;
        if (counts)
        {
            ref long count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, (root, group), out _);
            count++;
            return;
        }
        if (group == GroupTable.NotLooked)
            group = _sorter.Sort(child);
        if (into != ChunkLinks.BehindHeader && _lineage.PlainOf(group) is > 0 and var plain)
            _index.SetGroup(child, _lineage.UnderRoot(root, plain));
    }
}
