namespace Fathom.Sources.HotSpot.Holders;

/// <summary>
/// One pass over the heap after the other for references to the objects that are wanted. Who refers to one of them is
/// wanted from there on, so that half of a chain is found in one pass; what became wanted at a place is looked for up to
/// that place in the next. No referrer is missed, and none counts twice.
/// </summary>
sealed class Climb(ReferenceGraph graph, IClimbed heap, IReadOnlyDictionary<ulong, RootKind> roots, HeapGranules? granules)
{
    public int Pass { get; set; }

    /// <summary>
    /// All was looked at, one place after the other, while the program went on: who refers to an object that nothing was found
    /// to keep, and is not known to, came later or has it from somewhere that had been looked at already.
    /// </summary>
    public bool IsLast { get; set; }

    /// <summary>Something that may refer to a wanted object could not be told.</summary>
    public bool IsUnclear { get; private set; }

    public ReferenceGraph Graph => graph;

    public ClassTable Classes { get; } = heap.Classes;

    public ReferenceCode Code { get; } = heap.Code;

    /// <summary>Where a java.lang.Class says which class it is of.</summary>
    public int KlassAt => heap.KlassAt;

    /// <summary>
    /// The node of a holder. A phantom reference that has the address itself has it for the sake
    /// of what it watches. Below zero where there is none.
    /// </summary>
    public int Start(in Holding holding)
    {
        HeapClass one = Classes[holding.Class];
        int number = graph.Add(holding.Holder, holding.Class, RootOf(holding.Holder), 1, 0);
        if (one.IsPhantom && number >= 0 && graph[number].FirstIn < 0 && heap.ReferentOf(holding.Holder, one) is { } referent)
        {
            graph[number].Root = RootKind.None;
            graph[number].IsWatcher = true;
            Watched(0, referent, number);
        }
        return number;
    }

    /// <summary>An object refers to something that may be wanted.</summary>
    public void Meet(ulong at, int ofClass, int field, ulong target, ReadOnlySpan<byte> bytes)
    {
        int to = graph.Find(target);
        if (to < 0 || at == target || (!IsLast && !graph.IsOpen(to, Pass, at)))
            return;
        HeapClass one = Classes[ofClass];
        if (one.IsPhantom && field >= one.ReferenceEnd && !Classes[graph[to].Class].IsPhantom)
        {
            Watched(at, Code.At(bytes, one.ReferentAt), to);
            return;
        }
        if (IsLast)
            Doubt(at, to);
        else if (graph.Add(at, ofClass, RootOf(at), Pass, at) is >= 0 and var from)
            graph.Connect(from, to, field);
    }

    void Doubt(ulong from, int to)
    {
        ref GraphNode node = ref graph[to];
        if (node is { Mark: HolderMark.None, Root: RootKind.None, IsWatcher: false } && graph.Find(from) < 0)
            node.Mark = HolderMark.Doubtful;
    }

    /// <summary>A Cleaner's action is there for the sake of the object that the Cleaner watches, and no longer than that.</summary>
    void Watched(ulong at, ulong referent, int to)
    {
        if (referent == 0 || referent == graph[to].Address)
            return;
        if (IsLast)
        {
            Doubt(referent, to);
            return;
        }
        int ofClass = heap.ClassAt(referent);
        if (ofClass < 0)
            IsUnclear = true;
        else if (graph.Add(referent, ofClass, RootOf(referent), Math.Max(1, Pass), at) is >= 0 and var from)
            graph.Connect(from, to, ReferenceGraph.Watched);
    }

    /// <summary>Of what stands behind the fields of a java.lang.Class, only statics that are references count.</summary>
    public void MeetStatic(ulong mirror, int ofMirror, ulong klass, int field, ulong target)
    {
        int to = graph.Find(target);
        if (to < 0 || mirror == target || (!IsLast && !graph.IsOpen(to, Pass, mirror)))
            return;
        if (IsLast)
        {
            Doubt(ofMirror >= 0 && Classes[ofMirror].References.Contains(field) ? mirror + 1 : mirror, to);
            return;
        }
        if (ofMirror >= 0 && Classes[ofMirror].References.Contains(field))
        {
            // Beside the node of the statics: a class loader that a class has is no affair of that class.
            if (graph.Add(mirror + 1, ofMirror, RootKind.Class, Pass, mirror) is >= 0 and var own)
                graph.Connect(own, to, field);
            return;
        }
        int ofClass = VmMemory.AsPointer(klass) is { } at ? Classes.Of(at) : -1;
        if (ofClass < 0)
            IsUnclear = true;
        else if (Classes.FieldName(ofClass, field, isStatic: true) is not null
            && graph.Add(mirror, ofClass, RootKind.Static, Pass, mirror) is >= 0 and var from)
            graph.Connect(from, to, field);
    }

    public void Check(ulong target) => granules!.Check(target);

    public bool Checks => granules is not null;

    RootKind RootOf(ulong address) => roots.GetValueOrDefault(address);
}

/// <summary>What a climb has to know of the heap.</summary>
interface IClimbed
{
    ClassTable Classes { get; }

    ReferenceCode Code { get; }

    int KlassAt { get; }

    int ClassAt(ulong address);

    ulong? ReferentOf(ulong address, HeapClass one);
}
