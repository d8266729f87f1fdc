using System.Diagnostics;
using Fathom.Evidence;
using Fathom.Evidence.Peeking;

namespace Fathom.Sources.Peeking;

/// <summary>Who refers to a block: all memory that can be written to is looked through, the Java heap last and for a time.</summary>
sealed class ReferrerSearch(Snapshot snapshot, PeekMemory memory, BlockSearch blocks)
{
    static readonly TimeSpan HeapBudget = TimeSpan.FromSeconds(1);
    const long Slice = 4 << 20;

    public Referrers Find(PeekedChunk chunk)
    {
        ulong user = chunk.User.Value;
        PointerScan scan = new(memory.Present, user, new AddressRange(chunk.Address, chunk.Address + chunk.Size.Value));
        AddressRange? heap = snapshot.JvmState?.Heap;
        List<AddressRange> later = [];
        foreach (AddressRange part in PeekRanges.Resident(snapshot, PeekRanges.Writable(snapshot)))
        {
            if (heap is { } java && java.Overlaps(part))
                later.Add(part);
            else
                scan.Add(part);
        }
        long unscanned = ScanHeap(scan, later);
        return new Referrers(Named(scan), scan.Count, new Bytes(scan.Scanned), new Bytes(unscanned));
    }

    static long ScanHeap(PointerScan scan, List<AddressRange> parts)
    {
        long begun = Stopwatch.GetTimestamp();
        long left = 0;
        foreach (AddressRange part in parts)
        {
            for (Address at = part.Start; at < part.End;)
            {
                Address to = at + Math.Min(Slice, part.End - at);
                if (Stopwatch.GetElapsedTime(begun) > HeapBudget)
                    left += to - at;
                else
                    scan.Add(new AddressRange(at, to));
                at = to;
            }
        }
        return left;
    }

    List<Referrer> Named(PointerScan scan)
    {
        IReadOnlyDictionary<ulong, PeekedBlock> holders = blocks.Find([.. scan.Found.Select(each => each.At).Where(IsMalloc)]);
        return [.. scan.Found.Select(each => Name(each.At, each.Into, holders.GetValueOrDefault(each.At)))
            .OrderBy(referrer => referrer.Kind).ThenBy(referrer => referrer.At)];
    }

    bool IsMalloc(ulong at) => MappingTable.Find(snapshot.Mappings, new Address(at)) is { IsAnonymous: true, IsWritablePrivate: true };

    Referrer Name(ulong word, int into, PeekedBlock? block)
    {
        Address at = new(word);
        if (block?.Chunk is { } chunk)
            return new Referrer(at, chunk.State is PeekedState.InUse or PeekedState.Mmapped ? ReferrerKind.Chunk : ReferrerKind.FreeChunk,
                chunk.User.ToString(), at - chunk.User, into)
            {
                OwnerSize = chunk.Size,
            };
        foreach (ThreadStack thread in snapshot.Threads)
        {
            if (thread.Stack is { } stack && stack.Contains(at))
                return new Referrer(at, ReferrerKind.Stack, thread.Name, at - stack.Start, into);
        }
        if (snapshot.JvmState?.Heap is { } heap && heap.Contains(at))
            return new Referrer(at, ReferrerKind.JavaHeap, "Java heap", at - heap.Start, into);
        foreach (LoadedImage image in snapshot.Images)
        {
            if (image.ZeroFill.Any(part => part.Contains(at)) || (image.Range.Contains(at) && IsOf(image, at)))
                return new Referrer(at, ReferrerKind.LibraryData, image.Name, at - image.Range.Start, into);
        }
        Mapping? mapping = MappingTable.Find(snapshot.Mappings, at);
        ReferrerKind kind = mapping is { IsFile: true } ? ReferrerKind.LibraryData
            : mapping is { Name: "[stack]" } ? ReferrerKind.Stack : ReferrerKind.Other;
        return new Referrer(at, kind, mapping is { Name.Length: > 0 } named ? named.Name : "anonymous memory", mapping is null ? 0 : at - mapping.Range.Start, into);
    }

    bool IsOf(LoadedImage image, Address at) => MappingTable.Find(snapshot.Mappings, at) is { } mapping && mapping.Name == image.Name;
}
