using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Glibc;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Census;

/// <summary>Adds up the live chunks of an index by group and by how they were reached.</summary>
sealed class ReachRows(ChunkIndex index, ReachMarks marks, ReachLabels labels, IMemory memory)
{
    const int MostSamples = 3;

    readonly Dictionary<int, Row> _rows = [];

    sealed class Row
    {
        public long Count, Bytes;
        public readonly List<Address> Samples = [];
    }

    public IReadOnlyList<GroupReach> Sum()
    {
        for (int i = 0; i < index.Blocks.Count; i++)
            AddBlock(index.Blocks[i], marks.OfBlock(i));
        for (int i = 0; i < index.Large.Count; i++)
        {
            LargeChunk each = index.Large[i];
            Add(each.Group, marks.OfLarge[i], each.Address, (long)each.Size);
        }
        return
        [
            .. _rows.Select(each => ToReach(each.Key >> 8, (byte)(each.Key & 0xFF), each.Value))
                .GroupBy(reach => (reach.Group, reach.Kind, reach.From, reach.Doubt)).Select(Joined)
                .OrderBy(reach => reach.Group).ThenByDescending(reach => reach.Total.Bytes).ThenBy(reach => reach.Kind),
        ];
    }

    void AddBlock(ChunkBlock block, Span<byte> labelled)
    {
        ChunkGroups groups = block.Groups;
        ulong? at = block.Next(block.Start);
        for (int i = 0; i < groups.Count && at is { } chunk; i++)
        {
            at = block.Next(chunk + 16);
            if (groups[i] != ChunkIndex.NotLive)
                Add(groups[i], labelled[i], chunk, at is { } next ? (long)(next - chunk) : LastOf(chunk));
        }
    }

    /// <summary>Of what goes on into the next block only the header tells the size.</summary>
    long LastOf(ulong chunk)
    {
        Span<byte> word = stackalloc byte[8];
        return memory.Read(new Address(chunk + 8), word) == 8
            && (System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(word) & ~Chunk.Flags) is >= 32 and < 1UL << 40 and var size
            ? (long)size : 32;
    }

    void Add(ushort group, byte label, ulong chunk, long size)
    {
        int key = (group << 8) | label;
        if (!_rows.TryGetValue(key, out Row? row))
            _rows[key] = row = new Row();
        row.Count++;
        row.Bytes += size;
        if (row.Samples.Count < MostSamples)
            row.Samples.Add(new Address(chunk + 16));
    }

    GroupReach ToReach(int group, byte label, Row row)
    {
        (ReachKind kind, string? from, ReachDoubt doubt) = labels[label];
        return new GroupReach(group, kind, from, new ChunkTotal(row.Count, new Bytes(row.Bytes))) { Samples = row.Samples, Doubt = doubt };
    }

    /// <summary>Several labels may mean the same: what is unread is as good as not reached.</summary>
    static GroupReach Joined(IEnumerable<GroupReach> same)
    {
        GroupReach[] all = [.. same];
        return all.Length == 1 ? all[0] : all[0] with
        {
            Total = all.Aggregate(default(ChunkTotal), (sum, each) => sum + each.Total),
            Samples = [.. all.SelectMany(each => each.Samples).Take(MostSamples)],
        };
    }
}
