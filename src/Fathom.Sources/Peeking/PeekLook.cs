using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Evidence.Peeking;
using Fathom.Sources.Glibc;

namespace Fathom.Sources.Peeking;

/// <summary>Shows what stands in a part of memory: texts, and of a block of malloc what is around it.</summary>
sealed class PeekLook(Snapshot snapshot, PeekMemory memory, PeekOptions options)
{
    // Of an address that is in no block.
    const int Plain = 4096;

    public static Result<MemoryContents> Take(Snapshot snapshot, PeekMemory memory, PeekOptions options) =>
        new PeekLook(snapshot, memory, options).Take();

    Result<MemoryContents> Take() => options.Where switch
    {
        PeekWhere.Address => OfAddress(),
        PeekWhere.Range => Of($"{options.Address}-{options.End}", [new AddressRange(options.Address, options.End)]),
        PeekWhere.Mapping => OfMapping(),
        PeekWhere.Arena => OfArena(),
        PeekWhere.Size => OfSize(),
        PeekWhere.Groups => OfGroups(),
        _ => Of("every mapping that can be written to", [.. PeekRanges.Writable(snapshot)]),
    };

    Result<MemoryContents> OfAddress()
    {
        if (MappingTable.Find(snapshot.Mappings, options.Address) is not { } mapping)
            return Gaps.PeekNowhere.At(options.Address.ToString());
        BlockSearch blocks = new(snapshot, memory);
        if (!blocks.Find([options.Address.Value]).TryGetValue(options.Address.Value, out PeekedBlock? block))
        {
            Address end = options.Address + Math.Min(Plain, mapping.Range.End - options.Address);
            return Of($"{options.Address}, no block of malloc", [new AddressRange(options.Address, end)]);
        }
        AddressRange user = UserMemory(block.Chunk, mapping);
        return Of($"block {block.Chunk.User}", [user]).Then<MemoryContents>(contents => contents with
        {
            Block = block,
            Referrers = options.Referrers ? new ReferrerSearch(snapshot, memory, blocks).Find(block.Chunk) : null,
        });
    }

    /// <summary>The last word of a chunk in use is the next one's first; of an mmapped one nothing follows.</summary>
    static AddressRange UserMemory(PeekedChunk chunk, Mapping mapping)
    {
        long more = chunk.State is PeekedState.InUse or PeekedState.Tcache or PeekedState.Fastbin ? 8 : 0;
        Address end = chunk.Address + (chunk.Size.Value + more);
        end = end > mapping.Range.End ? mapping.Range.End : end;
        return new AddressRange(chunk.User < end ? chunk.User : end, end);
    }

    Result<MemoryContents> OfMapping()
    {
        if (options.Name.Length == 0)
            return MappingTable.Find(snapshot.Mappings, options.Address) is { } one
                ? Of("mapping " + one.Range + (one.Name.Length > 0 ? " " + one.Name : ""), [one.Range])
                : Gaps.PeekNowhere.At(options.Address.ToString());
        List<AddressRange> ranges = [.. PeekRanges.Named(snapshot, options.Name).Select(mapping => mapping.Range)];
        return ranges.Count > 0 ? Of("mappings of " + options.Name, ranges) : Gaps.PeekNoMapping.At("maps", null, options.Name);
    }

    Result<MemoryContents> OfArena()
    {
        if (!MallocWalk.Walk(snapshot, memory.Present, memory.All, memory.Pages).Try(out MallocState? state, out Gap? gap))
            return gap;
        if (state.Arenas.FirstOrDefault(each => each.Number == options.Number) is not { } arena)
            return Gaps.PeekNoArena.At("malloc", null, Text(options.Number), Text(state.Arenas.Count));
        return Of("arena " + Text(arena.Number), [.. arena.Heaps.Select(heap => heap.Range).OrderBy(range => range.Start)]);
    }

    Result<MemoryContents> OfSize()
    {
        ChunksOfSize chunks = new((ulong)options.Number);
        if (!MallocWalk.Walk(snapshot, memory.Present, memory.All, memory.Pages, chunks).Try(out _, out Gap? gap))
            return gap;
        List<AddressRange> ranges = [.. chunks.Ranges().OrderBy(range => range.Start)];
        if (ranges.Count == 0)
            return Gaps.PeekNoChunk.At("malloc", null, Text(options.Number));
        string asked = string.Create(CultureInfo.InvariantCulture, $"{chunks.Count} live chunks of {options.Number} bytes");
        return Of(ranges.Count < chunks.Count ? asked + ", the first " + Text(ranges.Count) : asked, ranges);
    }

    Result<MemoryContents> OfGroups()
    {
        if (snapshot.Census is not { Chunks: { } chunks })
            return Gaps.CensusNotShown.At("malloc");
        IReadOnlySet<int> wanted = options.Groups!(snapshot);
        List<AddressRange> ranges = [];
        long count = 0;
        chunks.Each((user, size, group) =>
        {
            if (wanted.Contains(group) && count++ < ChunksOfSize.Most)
                ranges.Add(new AddressRange(user, user + Math.Max(8, size.Value - 8)));
        });
        if (ranges.Count == 0)
            return Gaps.PeekNoGroup.At("census", null, options.Name);
        ranges.Sort((a, b) => a.Start.CompareTo(b.Start));
        string asked = string.Create(CultureInfo.InvariantCulture, $"{count} live chunks of {options.Name}");
        return Of(ranges.Count < count ? asked + ", of which " + Text(ranges.Count) : asked, ranges);
    }

    Result<MemoryContents> Of(string asked, List<AddressRange> ranges)
    {
        TextCount texts = new(memory.Present, options.MinLength, options.Into);
        Stream? holes = ranges.Count == 1 && options.Into is { CanSeek: true } file ? file : null;
        foreach (AddressRange part in PeekRanges.Resident(snapshot, ranges))
        {
            // One range is written as it lies there: offsets in the file are offsets in memory.
            if (holes is not null)
                holes.Position = part.Start - ranges[0].Start;
            texts.Add(part);
        }
        if (holes is not null && ranges[0].Length.Value <= Limits.MappedFileBytes)
            holes.SetLength(ranges[0].Length.Value);
        if (texts.Read == 0)
            return Gaps.PeekAbsent.At(asked);
        long size = ranges.Sum(range => range.Length.Value);
        return new MemoryContents(asked, new AddressRange(ranges[0].Start, ranges[^1].End), new Bytes(size), new Bytes(texts.Read))
        {
            Parts = ranges.Count,
            Texts = texts.Top(options.Top, options.Raw),
            MinLength = options.MinLength,
            TextCount = texts.Texts,
            TextBytes = new Bytes(texts.TextBytes),
            DistinctTexts = texts.Table.Count,
            Forgotten = texts.Table.Forgotten,
            Hex = options.Hex > 0 ? HexReader.Read(memory.Present, ranges[0], options.Hex, options.Raw) : null,
            Written = options.Into is null ? null : new Bytes(texts.Read),
        };
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
