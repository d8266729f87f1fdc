using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.Malloc;
using Fathom.Evidence.Peeking;
using Fathom.Sources.Allocators;
using Fathom.Sources.Census;
using Fathom.Sources.Elf;
using Fathom.Sources.Glibc;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Holders;
using Fathom.Sources.Memory;
using Fathom.Sources.Pages;
using Fathom.Sources.Peeking;
using Fathom.Sources.Proc;

namespace Fathom.Sources;

/// <summary>What a process's memory itself tells: stacks, images, malloc's areas. The same for a core.</summary>
static class Inside
{
    /// <summary>Of arenas whose figures are not proven; a damaged target may have hundreds.</summary>
    const int MostReasons = 4;

    /// <param name="now">Looks again at pages that were absent: where what moves is read.</param>
    /// <param name="ahead">What <see cref="Ahead"/> told of the same process; null where that was not asked.</param>
    public static Snapshot Look(
        Snapshot snapshot, IProcFiles files, IMemory memory, IMemory now, LookOptions options, ICollection<Gap> gaps, Snapshot? ahead = null)
    {
        snapshot = WithThreads(snapshot, files, memory, gaps);
        snapshot = ahead is null
            ? WithParts(snapshot, memory, now, options, gaps)
            : snapshot with { Images = ahead.Images, JvmState = ahead.JvmState, Target = snapshot.Target with { Jvm = ahead.Target.Jvm } };
        return snapshot with { Malloc = FindMalloc(snapshot, memory, gaps) };
    }

    /// <summary>What changes slowly, and takes longest to read: libraries and the JVM's own structures.</summary>
    public static Snapshot Ahead(
        Snapshot snapshot, IProcFiles files, IMemory memory, IMemory now, LookOptions options, ICollection<Gap> gaps) =>
        WithParts(WithThreads(snapshot, files, memory, gaps), memory, now, options, gaps);

    static Snapshot WithThreads(Snapshot snapshot, IProcFiles files, IMemory memory, ICollection<Gap> gaps)
    {
        Result<IReadOnlyList<ThreadStack>> threads =
            new Threads(files, snapshot.Mappings, memory, snapshot.Pages, snapshot.Status.NamespaceDepth > 1).Find();
        if (!threads.Ok)
            gaps.Add(threads.Gap!);
        return snapshot with { Threads = threads.Or([])! };
    }

    static Snapshot WithParts(Snapshot snapshot, IMemory memory, IMemory now, LookOptions options, ICollection<Gap> gaps)
    {
        IReadOnlyList<LoadedImage> images = LoadedImages.Find(snapshot.Mappings, memory, gaps);
        snapshot = snapshot with { Images = new LoaderPages(snapshot.Mappings, memory).Join(images, snapshot.Threads) };
        if (snapshot.Target.Jvm is { } jvm)
            snapshot = WithJvm(snapshot, jvm, memory, now, options, gaps);
        // Before malloc is searched: what is known to be the JVM's is not looked through for blocks.
        return options.Answers is { } answers
            ? snapshot with { JvmState = AnsweredRanges.Join(snapshot.JvmState ?? new JvmState(), answers) }
            : snapshot;
    }

    /// <summary>What malloc's areas hold, chunk by chunk, and with a census what the live ones are.</summary>
    public static Snapshot Walk(
        Snapshot snapshot, IMemory present, IMemory all, IPages pages, LookOptions options, ICollection<Gap> gaps, ReachMeans? reach = null)
    {
        PartGaps ofCensus = new(gaps, LookParts.Census);
        gaps = new PartGaps(gaps, LookParts.Malloc);
        IReadOnlyList<Allocator> allocators = PresentAllocators.Of(snapshot, present);
        Allocator? first = PresentAllocators.FirstBesideGlibc(allocators);
        OwnMemory.GiveBack();
        CensusLook? census = options.Census is { } asked ? new CensusLook(snapshot, present, asked) : null;
        if (!MallocWalk.Walk(snapshot, present, all, pages, census?.Visitor).Try(out MallocState? state, out Gap? gap))
        {
            gaps.Add(first is null ? gap : PresentAllocators.Foreign(first));
            return first is null ? snapshot : snapshot with
            {
                MallocState = new MallocState { Allocator = first, Others = PresentAllocators.Beside(first, allocators) },
            };
        }
        state = PresentAllocators.Join(state, allocators, gaps);
        foreach (Gap why in state.Arenas.Select(arena => arena.Proof.Why).Append(state.Mmapped.Proof.Why).OfType<Gap>().Take(MostReasons))
            gaps.Add(why);
        FoundHolders? holders = null;
        snapshot = snapshot with
        {
            MallocState = state with { Arenas = new ThreadArenas(present).Name(state.Arenas, snapshot.Threads) },
            Census = census?.Finish(state, (index, found) => (holders = FindHolders(snapshot, index, found, present, all, pages, options, ofCensus))?.Scan),
        };
        foreach (Gap left in census?.Gaps ?? [])
            ofCensus.Add(left);
        if (census is null || reach is null || !options.Census!.Lost)
            return snapshot;
        ReachTarget target = new(snapshot, reach.Files, present, all, pages)
        {
            Stop = reach.Stop,
            Held = [.. (holders?.Chunks ?? []).Select(chunk => new HeldChunk(chunk.User, chunk.State))],
        };
        ReachScan found = ReachSearch.Find(target, census.Index, options.Census.ReachBudget);
        if (found.Incomplete is { } incomplete)
            gaps.Add(incomplete with { Parts = LookParts.Reach });
        return snapshot with { Census = snapshot.Census! with { Reach = found } };
    }

    /// <summary>Null where there is no JVM, or nobody asked.</summary>
    static FoundHolders? FindHolders(
        Snapshot snapshot, ChunkIndex index, ChunkCensus found, IMemory present, IMemory all, IPages pages, LookOptions options, PartGaps gaps)
    {
        if (snapshot.JvmState is null || options.Census is not { HolderBudget: { Ticks: > 0 } budget })
            return null;
        if (HolderLook.Find(snapshot, index, present, all, pages, budget, options.Census.HolderProgress, found).Try(out FoundHolders? holders, out Gap? gap))
            return holders;
        gaps.Add(gap);
        return null;
    }

    /// <summary>What stands in the part of memory that was asked for.</summary>
    public static Snapshot Peek(Snapshot snapshot, PeekMemory memory, LookOptions options, ICollection<Gap> gaps)
    {
        PeekOptions peek = options.Peek!;
        if (peek.Where == PeekWhere.Groups && snapshot.Census is null)
            snapshot = Walk(snapshot, memory.Present, memory.All, memory.Pages, options, gaps);
        Result<MemoryContents> contents = PeekLook.Take(snapshot, memory, peek);
        if (!contents.Ok)
            gaps.Add(contents.Gap! with { Parts = LookParts.Peek });
        return snapshot with { Contents = contents.Or(null) };
    }

    /// <summary>Texts of live blocks and of all memory, one part after the other; the blocks themselves are let go.</summary>
    public static Snapshot KeepContents(Snapshot snapshot, PeekMemory memory, LookOptions options)
    {
        if (options.Contents is not { } contents)
            return snapshot;
        foreach (PeekOptions part in contents.Choose(snapshot))
        {
            // Where nothing is in memory there is nothing to keep, and `peek` will say that it was not kept.
            if (PeekLook.Take(snapshot, memory, part).Or(null) is { } read)
                contents.Keep(new(part.Name, [.. (part.Groups?.Invoke(snapshot) ?? new HashSet<int>()).Order()], read));
        }
        return snapshot.Census is { } census ? snapshot with { Census = census with { Chunks = null } } : snapshot;
    }

    static Snapshot WithJvm(
        Snapshot snapshot, JvmBuild jvm, IMemory memory, IMemory now, LookOptions options, ICollection<Gap> gaps)
    {
        if (JvmLook.Read(snapshot, jvm.Library, memory, now, options, gaps).Try(out JvmState? state, out Gap? gap))
            return snapshot with
            {
                JvmState = state,
                Target = snapshot.Target with { Jvm = jvm with { Name = state.Build?.Name ?? jvm.Name, Version = state.Build?.Version ?? jvm.Version } },
            };
        gaps.Add(gap);
        return snapshot;
    }

    static MallocPlaces FindMalloc(Snapshot snapshot, IMemory memory, ICollection<Gap> gaps)
    {
        IEnumerable<AddressRange> taken = snapshot.Threads.Where(thread => thread.Stack is not null)
            .Select(thread => thread.Stack!.Value)
            .Concat(snapshot.Images.SelectMany(image => image.ZeroFill))
            .Concat(snapshot.JvmState?.Ranges.Where(range => !range.Inferred).Select(range => range.Range) ?? []);
        MallocPlaces places = MallocSearch.Find(memory, snapshot.Mappings, snapshot.Pages!, taken);
        if (!places.SearchComplete)
            gaps.Add(Gaps.ChunksNotSearched.At("mappings"));
        return places;
    }
}
