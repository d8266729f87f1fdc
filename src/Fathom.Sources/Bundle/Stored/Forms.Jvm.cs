using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Bundle.Stored;

/// <summary>The values of each record, in the order in which they are stored: the JVM.</summary>
static partial class Forms
{
    static JvmState JvmState(Storage to, JvmState? it)
    {
        it ??= new();
        return new()
        {
            Build = to.ValueOrNull(it.Build, Build),
            Collector = to.TextOrNull(it.Collector),
            Heap = to.AddressRange(it.Heap),
            Ranges = to.List(it.Ranges, JvmRange),
            Threads = to.List(it.Threads, JavaThread),
            Objects = to.List(it.Objects, JvmObject),
            DirectBuffers = to.ValueOrNull(it.DirectBuffers, DirectBuffers),
            Nmt = to.RecordOrNull(it.Nmt, NmtState),
            Tables = to.List(it.Tables, TableStats),
            NmtMap = to.List(it.NmtMap, NmtRange),
            Flags = to.List(it.Flags, VmFlag),
            Figures = to.RecordOrNull(it.Figures, JvmFigures),
            Counters = to.RecordOrNull(it.Counters, PerfData),
        };
    }

    static JvmRange JvmRange(Storage to, JvmRange it) =>
        new(to.AddressRange(it.Range), to.Choice(it.Part), to.Text(it.Name), to.Flag(it.Inferred))
        {
            Command = to.TextOrNull(it.Command),
        };

    static JavaThread JavaThread(Storage to, JavaThread? it)
    {
        it ??= new(0, null, default, 0, default);
        return new(to.Int(it.Tid), to.TextOrNull(it.Name), to.AddressRange(it.Stack), to.Int(it.State), to.Said(it.Allocated));
    }

    static JvmObject JvmObject(Storage to, JvmObject it) =>
        new(to.Text(it.Type), to.Address(it.At), to.Bytes(it.Size));

    static DirectBuffers DirectBuffers(Storage to, DirectBuffers it) =>
        new(to.Long(it.Count), to.Said(it.Reserved), to.Said(it.Capacity));

    static TableStats TableStats(Storage to, TableStats? it)
    {
        it ??= new("");
        return new(to.Text(it.Name))
        {
            Buckets = to.Long(it.Buckets),
            BucketBytes = to.Bytes(it.BucketBytes),
            Entries = to.Long(it.Entries),
            EntryBytes = to.Bytes(it.EntryBytes),
            Literals = to.Long(it.Literals),
            LiteralBytes = to.Bytes(it.LiteralBytes),
            Footprint = to.Bytes(it.Footprint),
            LongestBucket = to.Long(it.LongestBucket),
        };
    }

    static VmFlag VmFlag(Storage to, VmFlag? it)
    {
        it ??= new("", "", null, null, null);
        return new(to.Text(it.Name), to.Text(it.Value), to.TextOrNull(it.Type), to.TextOrNull(it.Kind), to.TextOrNull(it.Origin));
    }

    static JvmFigures JvmFigures(Storage to, JvmFigures? it)
    {
        it ??= new();
        return new()
        {
            Heap = to.RecordOrNull(it.Heap, SpaceUse),
            HeapSpaces = to.List(it.HeapSpaces, SpaceUse),
            Metaspace = to.RecordOrNull(it.Metaspace, SpaceUse),
            ClassSpace = to.RecordOrNull(it.ClassSpace, SpaceUse),
            CodeHeaps = to.List(it.CodeHeaps, SpaceUse),
            Code = to.RecordOrNull(it.Code, CodeCounts),
            Classes = to.RecordOrNull(it.Classes, LoadedClasses),
            MappedBuffers = to.ValueOrNull(it.MappedBuffers, DirectBuffers),
            DirectLimit = to.Said(it.DirectLimit),
            Netty = to.List(it.Netty, NettyMemory),
            JniReferences = to.ValueOrNull(it.JniReferences, JniReferences),
            FinalizersWaiting = to.Long(it.FinalizersWaiting),
            UsesUnsafe = to.Flag(it.UsesUnsafe),
            UsesArenas = to.Flag(it.UsesArenas),
            UsesDowncalls = to.Flag(it.UsesDowncalls),
            Collections = to.Long(it.Collections),
        };
    }

    static PerfData PerfData(Storage to, PerfData? it)
    {
        it ??= new(new Dictionary<string, PerfCounter>());
        return new(Counters(to, it.Counters));
    }

    static SpaceUse SpaceUse(Storage to, SpaceUse? it)
    {
        it ??= new("", default, default, default, default);
        return new(to.Text(it.Name), to.Choice(it.Part), to.Bytes(it.Reserved), to.Bytes(it.Committed), to.Bytes(it.Used))
        {
            Regions = to.Long(it.Regions),
            MostUsed = to.Bytes(it.MostUsed),
        };
    }

    static CodeCounts CodeCounts(Storage to, CodeCounts? it)
    {
        it ??= new(0, 0, 0, 0);
        return new(to.Long(it.Blobs), to.Long(it.Methods), to.Long(it.Adapters), to.Long(it.TimesFull));
    }

    static LoadedClasses LoadedClasses(Storage to, LoadedClasses? it)
    {
        it ??= new(0, 0, 0);
        return new(to.Long(it.Loaders), to.Long(it.Hidden), to.Long(it.Count))
        {
            Families = to.List(it.Families, ClassFamily),
            Copies = to.Long(it.Copies),
        };
    }

    static NettyMemory NettyMemory(Storage to, NettyMemory? it)
    {
        it ??= new("", default, default);
        return new(to.Text(it.ClassName), to.Said(it.Used), to.Said(it.Limit));
    }

    static JniReferences JniReferences(Storage to, JniReferences it) =>
        new(to.Long(it.Global), to.Long(it.Weak), to.Long(it.Blocks));

    static ClassFamily ClassFamily(Storage to, ClassFamily? it)
    {
        it ??= new("", 0, default);
        return new(to.Text(it.Name), to.Long(it.Classes), to.Long(it.Loaders))
        {
            Apart = to.Long(it.Apart),
        };
    }

    static (string Name, string Version) Build(Storage to, (string Name, string Version) it) =>
        (to.Text(it.Name ?? ""), to.Text(it.Version ?? ""));

    static Dictionary<string, PerfCounter> Counters(Storage to, IReadOnlyDictionary<string, PerfCounter> it)
    {
        Dictionary<string, PerfCounter> counters = new(it.Count);
        foreach (KeyValuePair<string, PerfCounter> each in to.List([.. it], Counter))
            counters[each.Key] = each.Value;
        return counters;
    }

    static KeyValuePair<string, PerfCounter> Counter(Storage to, KeyValuePair<string, PerfCounter> it) =>
        new(to.Text(it.Key ?? ""), to.Value(it.Value, CounterOf));

    static PerfCounter CounterOf(Storage to, PerfCounter it) => new(to.Long(it.Number), to.TextOrNull(it.Text));
}
