using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Sources.Bundle.Stored;

/// <summary>The values of each record, in the order in which they are stored: malloc.</summary>
static partial class Forms
{
    static MallocPlaces MallocPlaces(Storage to, MallocPlaces? it)
    {
        it ??= new([], [], default);
        return new(to.List(it.Heaps, HeapSegment), to.List(it.Mmapped, MmappedChunks), to.Flag(it.SearchComplete));
    }

    static MallocState MallocState(Storage to, MallocState? it)
    {
        it ??= new() { Allocator = new(default, null, null) };
        return new()
        {
            Allocator = to.Record(it.Allocator, Allocator),
            Others = to.List(it.Others, Allocator),
            Arenas = to.List(it.Arenas, Arena),
            Mmapped = to.Record(it.Mmapped, MmappedState),
            Parameters = to.RecordOrNull(it.Parameters, MallocParameters),
            Caches = to.Int(it.Caches),
        };
    }

    static HeapSegment HeapSegment(Storage to, HeapSegment it) =>
        new(to.AddressRange(it.Range), to.Address(it.Arena));

    static MmappedChunks MmappedChunks(Storage to, MmappedChunks it) =>
        new(to.AddressRange(it.Range), to.Int(it.Count));

    static Allocator Allocator(Storage to, Allocator? it)
    {
        it ??= new(default, null, null);
        return new(to.Choice(it.Kind), to.TextOrNull(it.Library), to.TextOrNull(it.Version))
        {
            Ground = to.Choice(it.Ground),
            IsFirst = to.Flag(it.IsFirst),
        };
    }

    static Arena Arena(Storage to, Arena? it)
    {
        it ??= new() { Number = 0, Address = default, Proof = new(default, []) };
        return new()
        {
            Number = to.Int(it.Number),
            Address = to.Address(it.Address),
            Heaps = to.List(it.Heaps, ArenaHeap),
            System = to.Bytes(it.System),
            MaxSystem = to.Bytes(it.MaxSystem),
            InUse = to.Value(it.InUse, ChunkTotal),
            Free = to.Value(it.Free, ChunkTotal),
            Fastbin = to.Value(it.Fastbin, ChunkTotal),
            Tcache = to.Value(it.Tcache, ChunkTotal),
            Top = to.Bytes(it.Top),
            Overhead = to.Bytes(it.Overhead),
            Unsplit = to.Bytes(it.Unsplit),
            SizeClasses = to.List(it.SizeClasses, SizeClass),
            Pins = to.List(it.Pins, PinningSize),
            Bins = to.List(it.Bins, FreeBin),
            AttachedThreads = to.Int(it.AttachedThreads),
            Threads = to.Ints(it.Threads),
            Proof = to.Record(it.Proof, WalkProof),
        };
    }

    static MmappedState MmappedState(Storage to, MmappedState? it)
    {
        it ??= new();
        return new()
        {
            Chunks = to.Value(it.Chunks, ChunkTotal),
            Resident = to.Bytes(it.Resident),
            Swapped = to.Bytes(it.Swapped),
            Proof = to.Record(it.Proof, WalkProof),
        };
    }

    static MallocParameters MallocParameters(Storage to, MallocParameters? it)
    {
        it ??= new();
        return new()
        {
            ArenaMax = to.Long(it.ArenaMax),
            MmapThreshold = to.Said(it.MmapThreshold),
            TrimThreshold = to.Said(it.TrimThreshold),
            TopPad = to.Said(it.TopPad),
            IsThresholdFixed = to.Flag(it.IsThresholdFixed),
            HugePage = to.Said(it.HugePage),
            MmappedCount = to.Long(it.MmappedCount),
            MaxMmappedCount = to.Long(it.MaxMmappedCount),
            Mmapped = to.Said(it.Mmapped),
            MaxMmapped = to.Said(it.MaxMmapped),
        };
    }

    static ArenaHeap ArenaHeap(Storage to, ArenaHeap? it)
    {
        it ??= new(default, default);
        return new(to.AddressRange(it.Range), to.Bytes(it.Size))
        {
            Resident = to.Value(it.Resident, HeapSplit),
            Swapped = to.Value(it.Swapped, HeapSplit),
            Trimmable = to.Pages(it.Trimmable),
        };
    }

    static ChunkTotal ChunkTotal(Storage to, ChunkTotal it) =>
        new(to.Long(it.Count), to.Bytes(it.Bytes));

    static SizeClass SizeClass(Storage to, SizeClass it) =>
        new(to.Bytes(it.ChunkSize), to.Value(it.Total, ChunkTotal));

    static PinningSize PinningSize(Storage to, PinningSize it) =>
        new(to.Bytes(it.ChunkSize), to.Long(it.Count), to.Bytes(it.Locked));

    static FreeBin FreeBin(Storage to, FreeBin it) =>
        new(to.Flag(it.IsFast), to.Int(it.Number), to.Bytes(it.Smallest), to.Value(it.Total, ChunkTotal));

    static WalkProof WalkProof(Storage to, WalkProof? it)
    {
        it ??= new(default, []);
        return new(to.Choice(it.Outcome), to.List(it.Checks, WalkCheck))
        {
            Retries = to.Int(it.Retries),
            HasMoved = to.Flag(it.HasMoved),
            BrokenAt = to.Address(it.BrokenAt),
            Why = to.RecordOrNull(it.Why, Gap),
        };
    }

    static HeapSplit HeapSplit(Storage to, HeapSplit it) =>
        new()
        {
            InUse = to.Bytes(it.InUse),
            Cached = to.Bytes(it.Cached),
            Trimmable = to.Bytes(it.Trimmable),
            Locked = to.Bytes(it.Locked),
            Top = to.Bytes(it.Top),
            Overhead = to.Bytes(it.Overhead),
            Unsplit = to.Bytes(it.Unsplit),
        };

    static WalkCheck WalkCheck(Storage to, WalkCheck it) =>
        new(to.Choice(it.Kind), to.Long(it.Expected), to.Long(it.Found));
}
