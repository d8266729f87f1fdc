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
sealed class RootScan(ChunkIndex index, Lineage lineage, ChunkSorter sorter, HeapPages pages, IMemory memory, bool hasHeaders)
{
    const int Window = 256 * 1024;

    /// <summary>Memory whose owner nobody knows may be an allocator of its own, of any size.</summary>
    const long MostOther = 256L << 20;

    const int MostRows = 20_000;

    readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Window);
    readonly WordRange _range = WordRange.Of(index);
    readonly Dictionary<(RootKind, string), int> _numbers = [];
    readonly List<(RootKind Kind, string Name)> _roots = [];
    readonly Dictionary<(int Root, ushort Child), long> _counts = [];
    long _otherLeft = MostOther;

    public Bytes Read { get; private set; }

    /// <summary>By number, as the groups under them have it.</summary>
    public IReadOnlyList<(RootKind Kind, string Name)> Roots => _roots;

    public IReadOnlyDictionary<(int Root, ushort Child), long> Counts => _counts;

    public void Scan(IEnumerable<RootPlace> places)
    {
        foreach (RootPlace place in places)
            Scan(place);
    }

    void Scan(in RootPlace place)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, (place.Kind, place.Name), out bool isKnown);
        if (!isKnown)
        {
            number = _roots.Count;
            _roots.Add((place.Kind, place.Name));
        }
        bool owns = place.Kind is RootKind.LibraryData or RootKind.Jvm;
        ulong end = place.Range.End.Value;
        for (ulong at = place.Range.Start.Value; pages.From(at) is { } from && from < end;)
        {
            int wanted = (int)Math.Min(Math.Min(end, pages.RunAt(from)!.Value.End.Value) - from, Window);
            if (place.Kind == RootKind.Other && (_otherLeft -= wanted) < 0)
                return;
            int got = memory.Read(new Address(from), _bytes.AsSpan(0, wanted)) & ~7;
            Read += new Bytes(got);
            ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(_bytes.AsSpan(0, got));
            for (int i = WordSieve.Next(words, 0, _range); i < words.Length; i = WordSieve.Next(words, i + 1, _range))
                Note(number, owns, words[i]);
            at = from + (ulong)wanted;
        }
    }

    void Note(int root, bool owns, ulong word)
    {
        ChunkRef child = index.Find(word);
        bool isInto = !child.Found && hasHeaders;
        if (isInto)
            child = index.Find(unchecked(word - 16));
        if (!child.Found || index.GroupOf(child) is ChunkIndex.NotLive || (isInto && !sorter.HasTag(index.GroupOf(child))))
            return;
        ushort group = index.GroupOf(child);
        if (group == GroupTable.NotLooked)
            group = sorter.Sort(child);
        if (owns && !isInto && lineage.PlainOf(group) is > 0 and var plain)
            index.SetGroup(child, group = lineage.UnderRoot(root, plain));
        if (_counts.Count < MostRows || _counts.ContainsKey((root, group)))
            _counts[(root, group)] = _counts.GetValueOrDefault((root, group)) + 1;
    }
}
