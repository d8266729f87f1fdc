using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Sources.Census;
using Fathom.Sources.HotSpot.Objects;
using Fathom.Sources.Memory;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>One search over one moment of the heap: who holds chunks, who refers to those, what of it lives.</summary>
sealed class HolderSearch(HeapSight heap, HeapMoment moment, Snapshot snapshot, ChunkIndex index, IMemory memory, SearchTime time)
{
    /// <summary>Each pass settles at least one step of every chain.</summary>
    const int MostPasses = 60;

    readonly HeldChunks _held = new(index);
    readonly ReferenceGraph _graph = new();
    OutsideLook _outside = null!;
    bool _isWhole = true;

    public HolderScan Run()
    {
        WalkProof proof = Scan();
        _outside = new OutsideLook(snapshot, index, memory, _graph, heap.Code, time.ForClimb);
        HeapRoots roots = HeapRoots.Read(heap.Vm, heap.Code);
        Climb climb = new(_graph, heap, roots.Kinds);
        foreach (HeldChunks.Group group in _held.Groups)
        {
            foreach (Holding each in group.Holdings)
                climb.Start(each);
        }
        Verdict verdict = new(_graph);
        int open = Climb(climb, verdict);
        _isWhole &= roots.IsComplete && !climb.Unclear && !_graph.IsFull && heap.Rest.Unread == 0;
        Judge(verdict, open);
        bool moved = heap.Moments.Read() is not { } after || !moment.StillStandsAt(after);
        _isWhole &= !moved;
        HolderRows rows = new(heap.Classes, _graph, verdict, _isWhole, node => RootName(node, roots));
        Bytes scanned = new(proof.Walked + proof.Unused + proof.Empty);
        return new HolderScan(rows.Of(_held), scanned, new Bytes(moment.Used), default) { Moved = moved };
    }

    WalkProof Scan()
    {
        HolderVisitor visitor = new(heap.Classes, _held, heap.Rest, heap.MarksMoved, index.Low, unchecked(index.High + 16 - index.Low));
        HeapWalk<HolderVisitor> walk = heap.NewWalk(moment, heap.Numbers, visitor, time.ForScan);
        foreach (HeapPart part in moment.Parts)
        {
            if (walk.Walk(part, part.Used.Start.Value, part.Used.End.Value) is null)
            {
                _isWhole = false;
                break;
            }
            time.Say(part.Used.Length.Value);
        }
        _isWhole &= walk.Proof is { PassedOver: 0, Unread: 0 };
        return walk.Proof;
    }

    /// <returns>What became wanted in this pass or a later one was not looked for everywhere.</returns>
    int Climb(Climb climb, Verdict verdict)
    {
        ulong last = ulong.MaxValue;
        for (int pass = 1; pass <= MostPasses; pass++)
        {
            climb.Pass = pass;
            _graph.Begin(pass);
            if (_graph.Wanted == 0)
                return int.MaxValue;
            if (!Pass(climb, last, out bool ended))
                return pass - 1;
            if (ended && _graph.Added == 0)
                return int.MaxValue;
            last = _graph.Farthest;
            verdict.Keep(IsPlainRoot);
        }
        return MostPasses;
    }

    /// <summary>A pass ends early behind the farthest place where something became wanted in the last, if nothing new did.</summary>
    bool Pass(Climb climb, ulong last, out bool ended)
    {
        HeapWalk<ReferenceVisitor> walk = heap.NewWalk(moment, heap.References, new ReferenceVisitor(climb, heap.Rest, heap.MarksMoved), time.ForClimb);
        ended = true;
        foreach (HeapPart part in moment.Parts)
        {
            if (part.Used.Start.Value > last && _graph.Added == 0)
                break;
            if (walk.Walk(part, part.Used.Start.Value, part.Used.End.Value) is null)
                return false;
            time.Say(part.Used.Length.Value);
        }
        _isWhole &= walk.Proof is { PassedOver: 0, Unread: 0 };
        return true;
    }

    bool IsPlainRoot(int node) => _graph[node].Root is not (RootKind.None or RootKind.Stack);

    /// <summary>Statics of applications first: of several ways to a root they say most.</summary>
    bool IsApplicationStatic(int node) => _graph[node].Root == RootKind.Static && !heap.Classes[_graph[node].Class].IsJdk;

    /// <summary>Statics of applications tell most, threads and handles are certain; stacks are asked last.</summary>
    void Judge(Verdict verdict, int open)
    {
        ForgetMarks();
        verdict.Keep(IsApplicationStatic);
        verdict.Keep(IsPlainRoot);
        _graph.WantUnsettled();
        if (_graph.Wanted > 0)
        {
            _isWhole &= _outside.LookAtStacks(JavaThreadIds());
            verdict.Keep(_ => true);
            _graph.WantUnsettled();
        }
        if (_graph.Wanted > 0)
            _isWhole &= _outside.LookAtMalloc();
        verdict.Doubt(open);
    }

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
