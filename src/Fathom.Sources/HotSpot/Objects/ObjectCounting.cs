using System.Diagnostics;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Memory;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>Counts the objects of one JVM: all of them where there is time, else those of a sample of the heap.</summary>
sealed class ObjectCounting
{
    /// <summary>A core goes through at least this much in a second; what would take longer than the time given is sampled.</summary>
    const double BytesPerSecond = 1e9;

    const int MostTries = 5;

    static readonly TimeSpan LeastTime = TimeSpan.FromMilliseconds(50);

    readonly ObjectSizes _sizes;
    readonly HeaderLayout _headers;
    readonly ShapeReader _reader;
    readonly SwitchedMemory _memory;
    readonly ZForwardings? _moves;

    public ObjectCounting(VmTables tables, SwitchedMemory memory)
    {
        Vm vm = new(tables, new VmMemory(memory));
        VmFlags flags = VmFlags.Read(vm);
        Oops oops = new(vm, flags);
        _memory = memory;
        _headers = HeaderLayout.Of(oops);
        Dictionary<string, Address> known = Klasses.Find(vm, ShapeReader.Known);
        _sizes = ObjectSizes.Of(vm, flags, _headers, known);
        Moments = new HeapMoments(vm, flags, _headers, _sizes);
        _moves = ZForwardings.Of(vm, flags, Moments.Views);
        Owners = new OwnerTable(vm, new ReferenceForm(oops.FieldSize, oops.ReferenceMask), NativeOwners.All);
        _reader = new ShapeReader(vm, oops, known, Owners.Of);
        Shapes = new ShapeTable(_reader.Read);
        Vm = vm;
    }

    public Vm Vm { get; }

    public HeapMoments Moments { get; }

    public OwnerTable Owners { get; }

    public ShapeTable Shapes { get; }

    public WalkProof Proof { get; private set; }

    /// <param name="refresh">Learns anew which pages are present; called between the tops and the walk, and where the tops may need it before them.</param>
    public Result<JavaObjects> Count(TimeSpan budget, Action refresh)
    {
        if (!_reader.CanRead || Moments.Collector is not { } collector)
            return Gaps.ObjectsNotUnderstood.At("libjvm", null, Moments.Collector ?? "unknown");
        long begun = Stopwatch.GetTimestamp();
        ObjectScan? scan = null;
        for (int i = 0; i < MostTries && (scan is null || (scan.Moved && Stopwatch.GetElapsedTime(begun) + scan.Took < budget)); i++)
        {
            // ZGC describes a new page in memory that may be new, too.
            if (collector == "Z")
                refresh();
            if (Moments.Read() is not { } moment)
                continue;
            refresh();
            scan = Count(moment, budget);
        }
        if (scan is null)
            return Gaps.ObjectsNotUnderstood.At("libjvm", null, collector);
        return new JavaObjects(collector, [.. ObjectTotals.Of(Owners, Sample)], scan);
    }

    /// <summary>What the last count took for the whole, where it was sampled.</summary>
    public ObjectSample? Sample { get; private set; }

    ObjectScan Count(HeapMoment moment, TimeSpan budget)
    {
        long begun = Stopwatch.GetTimestamp();
        Sample = null;
        _moves?.Begin();
        bool done = moment.Used / BytesPerSecond <= budget.TotalSeconds && WalkAll(moment, Until(budget));
        if (!done)
        {
            Sample = new ObjectSample(moment, Owners);
            Sample.Warm(NewWalk(moment, Until(LeastTime)));
            Shapes.ClearCounts();
            Owners.Clear();
            HeapWalk<OwnerVisitor> walk = NewWalk(moment, Until(budget > LeastTime ? budget : LeastTime));
            Sample.Take(walk);
            Proof = walk.Proof;
        }
        bool moved = Moments.Read() is not { } after || !moment.StillStandsAt(after) || _moves?.IsUnclear == true;
        double share = Sample?.Share ?? 1;
        return new ObjectScan(
            new Bytes(moment.Used - Proof.Unused - Proof.Empty), new Bytes(Proof.Walked), (long)(Shapes.Objects / share),
            new Bytes(Proof.Unread), new Bytes(Proof.PassedOver), moved, Sample is not null, Stopwatch.GetElapsedTime(begun));
    }

    bool WalkAll(HeapMoment moment, long deadline)
    {
        Shapes.ClearCounts();
        Owners.Clear();
        HeapWalk<OwnerVisitor> walk = NewWalk(moment, deadline);
        bool inTime = true;
        foreach (HeapPart part in moment.Parts)
            inTime = inTime && walk.Walk(part, part.Used.Start.Value, part.Used.End.Value) is not null;
        Proof = walk.Proof;
        return inTime;
    }

    HeapWalk<OwnerVisitor> NewWalk(HeapMoment moment, long deadline)
    {
        IMemory memory = Moments.Views?.Over(_memory) ?? _memory;
        LeftCopies? copies = Moments.Collector is "Z" or "Shenandoah" ? new LeftCopies(moment, _moves) : null;
        return new(memory, Shapes, _sizes, _headers, new HeapHoles(moment.Holes), deadline) { Visitor = new OwnerVisitor(Owners, copies) };
    }

    static long Until(TimeSpan budget) =>
        Stopwatch.GetTimestamp() + (long)Math.Min(budget.TotalSeconds * Stopwatch.Frequency, long.MaxValue / 4);
}
