using Fathom.Evidence.Census;

namespace Fathom.Sources.Bundle.Stored;

/// <summary>The values of each record, in the order in which they are stored: the census.</summary>
static partial class Forms
{
    static ChunkCensus ChunkCensus(Storage to, ChunkCensus? it)
    {
        it ??= new() { Scan = new(default, default, default, default, default) };
        return new()
        {
            Groups = to.List(it.Groups, ChunkGroup),
            Edges = to.List(it.Edges, GroupEdge),
            Roots = to.List(it.Roots, GroupRoot),
            Holders = to.RecordOrNull(it.Holders, HolderScan),
            Reach = to.RecordOrNull(it.Reach, ReachScan),
            Scan = to.Record(it.Scan, CensusScan),
        };
    }

    static ChunkGroup ChunkGroup(Storage to, ChunkGroup? it)
    {
        it ??= new() { Number = 0, ChunkSize = default, Total = default };
        return new()
        {
            Number = to.Int(it.Number),
            ChunkSize = to.Bytes(it.ChunkSize),
            Total = to.Value(it.Total, ChunkTotal),
            CountError = to.Long(it.CountError),
            Resident = to.Bytes(it.Resident),
            NmtTag = to.TextOrNull(it.NmtTag),
            Words = to.List(it.Words, GroupWord),
            Content = to.Choice(it.Content),
            Parent = to.ValueOrNull(it.Parent, GroupParent),
            Samples = to.Addresses(it.Samples),
        };
    }

    static GroupEdge GroupEdge(Storage to, GroupEdge it) =>
        new(to.Int(it.Parent), to.Int(it.Offset), to.Int(it.Child), to.Int(it.Into), to.Long(it.Count))
        {
            At = to.Int(it.At),
        };

    static GroupRoot GroupRoot(Storage to, GroupRoot? it)
    {
        it ??= new(default, "", 0, 0);
        return new(to.Choice(it.Kind), to.Text(it.Name), to.Int(it.Child), to.Long(it.Count));
    }

    static HolderScan HolderScan(Storage to, HolderScan? it)
    {
        it ??= new([], default, default, default);
        return new(to.List(it.Rows, GroupHolder), to.Bytes(it.Scanned), to.Bytes(it.Heap), to.Time(it.Took))
        {
            Moved = to.Flag(it.Moved),
            ClimbCut = to.Flag(it.ClimbCut),
        };
    }

    static ReachScan ReachScan(Storage to, ReachScan? it)
    {
        it ??= new([], default);
        return new(to.List(it.Rows, GroupReach), to.Time(it.Took))
        {
            Incomplete = to.RecordOrNull(it.Incomplete, Gap),
            Looks = to.Int(it.Looks),
            HasRegisters = to.Flag(it.HasRegisters),
            Read = to.Bytes(it.Read),
        };
    }

    static CensusScan CensusScan(Storage to, CensusScan? it)
    {
        it ??= new(default, default, default, default, default);
        return new(to.Value(it.Chunks, ChunkTotal), to.Value(it.Looked, ChunkTotal), to.Bytes(it.Read), to.Bytes(it.Absent), to.Time(it.Took))
        {
            IsSampled = to.Flag(it.IsSampled),
            IsFull = to.Flag(it.IsFull),
        };
    }

    static GroupWord GroupWord(Storage to, GroupWord? it)
    {
        it ??= new(0, "", default, default);
        return new(to.Int(it.Offset), to.Text(it.Library), to.Unsigned(it.At), to.Choice(it.Kind))
        {
            Symbol = to.TextOrNull(it.Symbol),
            SymbolOffset = to.Unsigned(it.SymbolOffset),
        };
    }

    static GroupParent GroupParent(Storage to, GroupParent it) =>
        new(to.Int(it.Group), to.Int(it.Root), to.Int(it.Offset));

    static GroupHolder GroupHolder(Storage to, GroupHolder? it)
    {
        it ??= new(0, "", null, 0);
        return new(to.Int(it.Group), to.Text(it.HolderClass), to.TextOrNull(it.HolderField), to.Long(it.Chunks))
        {
            Referrer = to.TextOrNull(it.Referrer),
            Path = to.Texts(it.Path),
            State = to.Choice(it.State),
            LookedAt = to.Long(it.LookedAt),
            Parts = to.List(it.Parts, HeldPart),
            Root = to.TextOrNull(it.Root),
        };
    }

    static GroupReach GroupReach(Storage to, GroupReach? it)
    {
        it ??= new(0, default, null, default);
        return new(to.Int(it.Group), to.Choice(it.Kind), to.TextOrNull(it.From), to.Value(it.Total, ChunkTotal))
        {
            Samples = to.Addresses(it.Samples),
            Doubt = to.Choice(it.Doubt),
        };
    }

    static HeldPart HeldPart(Storage to, HeldPart it) =>
        new(to.Int(it.Group), to.Long(it.Chunks));
}
