using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Sources.Census;
using Fathom.Sources.HotSpot.Objects;
using Fathom.Sources.Memory;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>One search over one moment of the heap: who holds chunks, who refers to those, what of it lives.</summary>
sealed class HolderSearch(HeapSight heap, HeapMoment moment, Snapshot snapshot, ChunkIndex index, IMemory memory, ChunkCensus? census, SearchTime time)
{
    readonly HeldChunks _held = new(index);
    readonly ReferenceGraph _graph = new();
    readonly HeapStretches _stretches = new(moment.Used);
    OutsideLook _outside = null!;
    HeapGranules? _granules;
    bool _isWhole = true;
    bool _isClimbCut;

    public FoundHolders Run()
    {
        heap.Code.Moves?.Begin();
        _granules = HeapGranules.Of(moment, heap.Code);
        _graph.Sieve = ReferenceSieve.Of(heap.Code, _graph);
        WalkProof proof = Scan();
        OwnMemory.GiveBack();
        HandlePlaces places = HandlePlaces.Of(heap, moment, index, memory, census, snapshot.Target.Jvm?.Library ?? "");
        _outside = new OutsideLook(snapshot, index, memory, _graph, heap.Code, places, time.ForClimb);
        HeapRoots roots = HeapRoots.Read(heap.Vm, heap.Code);
        Climb climb = new(_graph, heap, roots.Kinds, _granules);
        foreach (HeldChunks.Group group in _held.Groups)
        {
            foreach (Holding each in group.Holdings)
                climb.Start(each);
        }
        Verdict verdict = new(_graph);
        ClimbPasses passes = new(climb, moment.Parts, () => heap.NewWalk(moment, heap.References, new ReferenceVisitor(climb, heap.Rest, heap.MarksMoved), time.ForClimb), time.Say, _stretches);
        int open = passes.Run(verdict);
        _isClimbCut = open != int.MaxValue;
        _isWhole &= passes.IsWhole && roots.IsComplete && !climb.IsUnclear && !_graph.IsFull && heap.Rest.Unread == 0;
        Judge(verdict, open, climb);
        OwnMemory.GiveBack();
        bool moved = heap.Moments.Read() is not { } after || !moment.StillStandsAt(after) || heap.Code.Moves?.StillHold() == false;
        bool isStale = _granules?.IsStale == true || heap.Code.Moves?.IsUnclear == true;
        _isWhole &= !moved;
        HolderRows rows = new(heap.Classes, _graph, verdict, _isWhole, isStale, census is null ? null : new ChunkParts(index, memory, census), node => RootName(node, roots));
        Bytes scanned = new(proof.Walked + proof.Unused + proof.Empty);
        HolderScan scan = new(rows.Of(_held), scanned, new Bytes(moment.Used), default) { Moved = moved || isStale, ClimbCut = _isClimbCut };
        return new FoundHolders(scan, rows.Chunks);
    }

    WalkProof Scan()
    {
        HolderVisitor visitor = new(heap.Classes, _held, heap.Rest, heap.MarksMoved, index.Low, unchecked(index.High + 16 - index.Low), _granules);
        HeapWalk<HolderVisitor> walk = heap.NewWalk(moment, heap.Numbers, visitor, time.ForScan, _stretches);
        foreach (HeapPart part in InOrderFor(moment.Used))
        {
            _stretches.Begin();
            if (walk.Walk(part, part.Used.Start.Value, part.Used.End.Value) is null)
            {
                _isWhole = false;
                break;
            }
            _stretches.End(part);
            time.Say(part.Used.Length.Value);
        }
        _isWhole &= walk.Proof is { PassedOver: 0, Unread: 0 };
        return walk.Proof;
    }

    /// <summary>Where the time will not suffice, regions from all over the heap: those of one age lie together.</summary>
    IEnumerable<HeapPart> InOrderFor(long bytes)
    {
        const int jump = 7919;
        int count = moment.Parts.Count;
        bool mixed = !time.SufficesFor(bytes) && count % jump != 0;
        for (int i = 0; i < count; i++)
            yield return moment.Parts[mixed ? (int)((long)i * jump % count) : i];
    }

    /// <summary>Statics of applications first: of several ways to a root they say most.</summary>
    bool IsApplicationStatic(int node) => _graph[node].Root == RootKind.Static && !heap.Classes[_graph[node].Class].IsJdk;

    /// <summary>Statics of applications tell most, threads and handles are certain; stacks are asked last.</summary>
    void Judge(Verdict verdict, int open, Climb climb)
    {
        ForgetMarks();
        verdict.Keep(IsApplicationStatic);
        verdict.Keep(node => ClimbPasses.IsPlainRoot(_graph[node]));
        _graph.WantUnsettled();
        if (_graph.Wanted > 0)
        {
            _isClimbCut |= !_outside.LookAtStacks(JavaThreadIds(), JavaThreads.LastFrames(heap.Vm));
            verdict.Keep(_ => true);
            _graph.WantUnsettled();
        }
        if (_graph.Wanted > 0)
            _isClimbCut |= !_outside.LookAtMalloc();
        if (_graph.Wanted > 0 && snapshot.Target.Pid is not null)
            _isClimbCut |= !LookAgain(climb);
        _isWhole &= !_isClimbCut;
        verdict.Doubt(open);
        // Threads hold what the JVM has of them: where no object at all is kept, roots or references were not understood.
        _isWhole &= verdict.HasKept;
    }

    bool LookAgain(Climb climb) => heap.Moments.Read() is { } later
        && ClimbPasses.Last(climb, heap.NewWalk(later, heap.References, new ReferenceVisitor(climb, heap.Rest, heap.MarksMoved), time.ForClimb), later.Parts);

    /// <summary>Read now: threads come and go.</summary>
    HashSet<int> JavaThreadIds() =>
        [.. JavaThreads.Read(heap.Vm, heap.Facts, snapshot.Threads).Select(thread => thread.Tid)];

    void ForgetMarks()
    {
        for (int i = 0; i < _graph.Count; i++)
            (_graph[i].Mark, _graph[i].Up) = (HolderMark.None, -1);
    }

    string RootName(int node, HeapRoots roots) => _graph[node].Root switch
    {
        RootKind.Static => "static field",
        RootKind.Class => "class",
        RootKind.JniGlobal => "JNI global",
        RootKind.JniLocal => "JNI local",
        RootKind.Thread => "thread " + ThreadName(_graph[node].Address, roots),
        _ => "stack of " + StackName(node),
    };

    string ThreadName(ulong address, HeapRoots roots) =>
        roots.ThreadOf(address) is { } thread && heap.Facts.ThreadName(Oops.Slot(heap.Vm, thread, "JavaThread", "_threadObj")) is { } name ? name : "?";

    string StackName(int node) => _outside.StackOf(node) is not { } thread ? "?"
        : snapshot.JvmState?.Threads.FirstOrDefault(each => each.Tid == thread.Tid)?.Name ?? thread.Name;
}

/// <summary>What a search found.</summary>
/// <param name="Chunks">What malloc returned for chunks that objects hold, and how their holders are; of groups that are too large, some.</param>
sealed record FoundHolders(HolderScan Scan, IReadOnlyList<(ulong User, HolderState State)> Chunks);
