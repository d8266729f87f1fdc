using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Census;

/// <summary>
/// Which chunks stand behind given ones as parts of the same structure: a z_stream leads to its state, which leads to a
/// window, or not. Fields of the structure are those that a good part of its chunks have.
/// </summary>
sealed class ChunkParts
{
    const int MostLevels = 6;
    const int MostChunks = 1 << 16;
    const int Batch = 1024;

    /// <summary>A field leads on in a quarter of the parents, or to half of the children (as when links are summed).</summary>
    const int FieldShare = 4;
    const int ChildShare = 2;

    readonly ChunkIndex _index;
    readonly IMemory _memory;
    readonly Dictionary<int, List<int>> _offsets = [];
    readonly HashSet<(int Parent, int Offset, int Child)> _fields = [];
    readonly byte[] _words = new byte[Batch * 8];
    readonly bool[] _read = new bool[Batch];

    public ChunkParts(ChunkIndex index, IMemory memory, ChunkCensus census)
    {
        (_index, _memory) = (index, memory);
        foreach (GroupEdge edge in census.Edges)
        {
            if (edge.Offset < 0 || edge.Parent == edge.Child
                || (edge.Count * FieldShare < census.Groups[edge.Parent].Total.Count && edge.Count * ChildShare < census.Groups[edge.Child].Total.Count))
                continue;
            _fields.Add((edge.Parent, edge.Offset, edge.Child));
            List<int> offsets = CollectionsMarshal.GetValueRefOrAddDefault(_offsets, edge.Parent, out _) ??= [];
            if (!offsets.Contains(edge.Offset))
                offsets.Add(edge.Offset);
        }
    }

    /// <summary>Chunks by group that are behind those of one group, each once.</summary>
    public Dictionary<int, long> Of(int group, IReadOnlyList<ulong> chunks)
    {
        Dictionary<int, long> counts = [];
        // Most lead nowhere.
        if (!_offsets.ContainsKey(group))
            return counts;
        HashSet<ulong> met = [.. chunks];
        List<(ulong Chunk, int Group)> level = new(chunks.Count);
        foreach (ulong chunk in chunks)
            level.Add((chunk, group));
        for (int i = 0; i < MostLevels && level.Count > 0 && met.Count < MostChunks; i++)
            level = Next(level, met, counts);
        return counts;
    }

    List<(ulong Chunk, int Group)> Next(List<(ulong Chunk, int Group)> level, HashSet<ulong> met, Dictionary<int, long> counts)
    {
        List<(ulong Chunk, int Group)> next = [];
        List<Address> places = new(Batch);
        List<(int Group, int Offset)> fields = new(Batch);
        foreach ((ulong chunk, int group) in level)
        {
            foreach (int offset in _offsets.GetValueOrDefault(group) ?? [])
            {
                places.Add(new Address(unchecked(chunk + 16 + (ulong)offset)));
                fields.Add((group, offset));
                if (places.Count == Batch)
                    Read(places, fields, met, counts, next);
            }
        }
        Read(places, fields, met, counts, next);
        return next;
    }

    void Read(List<Address> places, List<(int Group, int Offset)> fields, HashSet<ulong> met, Dictionary<int, long> counts, List<(ulong Chunk, int Group)> next)
    {
        Array.Clear(_read);
        _memory.ReadEach(CollectionsMarshal.AsSpan(places), 8, _words, _read);
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(_words);
        for (int i = 0; i < places.Count; i++)
        {
            if (!_read[i] || Chunk(words[i]) is not { Found: true } chunk)
                continue;
            int group = _index.GroupOf(chunk);
            if (!_fields.Contains((fields[i].Group, fields[i].Offset, group)) || met.Count >= MostChunks || !met.Add(chunk.Chunk))
                continue;
            counts[group] = counts.GetValueOrDefault(group) + 1;
            next.Add((chunk.Chunk, group));
        }
        places.Clear();
        fields.Clear();
    }

    /// <summary>HotSpot's own blocks begin behind a header while NMT is on (nmt/mallocHeader.hpp).</summary>
    ChunkRef Chunk(ulong word) => _index.Find(word) is { Found: true } found ? found : _index.Find(unchecked(word - 16));
}
