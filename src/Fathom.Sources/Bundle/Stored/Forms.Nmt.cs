using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Bundle.Stored;

/// <summary>The values of each record, in the order in which they are stored: native memory tracking.</summary>
static partial class Forms
{
    static NmtState NmtState(Storage to, NmtState? it)
    {
        it ??= new(default);
        return new(to.Choice(it.Level))
        {
            Report = to.RecordOrNull(it.Report, NmtReport),
            Tags = to.Texts(it.Tags),
            Blocks = to.RecordOrNull(it.Blocks, NmtBlockTotals),
            Withheld = to.RecordOrNull(it.Withheld, Gap),
        };
    }

    static NmtRange NmtRange(Storage to, NmtRange it) =>
        new(to.AddressRange(it.Range), to.Text(it.Tag));

    static NmtReport NmtReport(Storage to, NmtReport? it)
    {
        it ??= new(default, default);
        return new(to.Choice(it.Kind), to.Bytes(it.Scale))
        {
            Reserved = to.Value(it.Reserved, NmtAmount),
            Committed = to.Value(it.Committed, NmtAmount),
            Malloc = to.RecordOrNull(it.Malloc, NmtBlocks),
            Mmap = to.RecordOrNull(it.Mmap, NmtVirtual),
            Categories = to.List(it.Categories, NmtCategory),
            Regions = to.List(it.Regions, NmtRegion),
            Sites = to.List(it.Sites, NmtSite),
            FileBlocks = to.List(it.FileBlocks, NmtFileBlock),
            OmittedSites = to.Long(it.OmittedSites),
            Statistics = to.Texts(it.Statistics),
            Unread = to.List(it.Unread, UnreadLine),
        };
    }

    static NmtBlockTotals NmtBlockTotals(Storage to, NmtBlockTotals? it)
    {
        it ??= new();
        return new()
        {
            Tags = to.List(it.Tags, NmtTagBlocks),
            Sites = to.List(it.Sites, NmtSiteBlocks),
            SiteCount = to.Int(it.SiteCount),
            Proof = to.Choice(it.Proof),
            Scanned = to.Bytes(it.Scanned),
            Swapped = to.Bytes(it.Swapped),
            IsCut = to.Flag(it.IsCut),
            BadFooters = to.Long(it.BadFooters),
            Torn = to.Long(it.Torn),
            OddChunks = to.Long(it.OddChunks),
            Took = to.Time(it.Took),
        };
    }

    static NmtAmount NmtAmount(Storage to, NmtAmount it) =>
        new(to.Bytes(it.Size), to.Said(it.Change));

    static NmtBlocks NmtBlocks(Storage to, NmtBlocks? it)
    {
        it ??= new(default, default, 0, default, default);
        return new(to.Value(it.Size, NmtAmount), to.Long(it.Count), to.Long(it.CountChange), to.Bytes(it.Peak), to.Long(it.PeakCount));
    }

    static NmtVirtual NmtVirtual(Storage to, NmtVirtual? it)
    {
        it ??= new(default, default, default);
        return new(to.Value(it.Reserved, NmtAmount), to.Value(it.Committed, NmtAmount), to.Bytes(it.Peak));
    }

    static NmtCategory NmtCategory(Storage to, NmtCategory? it)
    {
        it ??= new("", default, default);
        return new(to.Text(it.Tag), to.Value(it.Reserved, NmtAmount), to.Value(it.Committed, NmtAmount))
        {
            ReadOnly = to.Bytes(it.ReadOnly),
            Classes = to.Long(it.Classes),
            InstanceClasses = to.Long(it.InstanceClasses),
            ArrayClasses = to.Long(it.ArrayClasses),
            Threads = to.Long(it.Threads),
            Stacks = to.RecordOrNull(it.Stacks, NmtVirtual),
            Malloc = to.RecordOrNull(it.Malloc, NmtBlocks),
            Mmap = to.RecordOrNull(it.Mmap, NmtVirtual),
            Arena = to.RecordOrNull(it.Arena, NmtBlocks),
            Overhead = to.ValueOrNull(it.Overhead, NmtAmount),
            Metadata = to.RecordOrNull(it.Metadata, NmtMetadata),
            ClassSpace = to.RecordOrNull(it.ClassSpace, NmtMetadata),
        };
    }

    static NmtRegion NmtRegion(Storage to, NmtRegion? it)
    {
        it ??= new(default, null, default);
        return new(to.AddressRange(it.Range), to.TextOrNull(it.Tag), to.Flag(it.IsCommitted))
        {
            Stack = to.List(it.Stack, NmtFrame),
            Parts = to.List(it.Parts, NmtCommitted),
        };
    }

    static NmtSite NmtSite(Storage to, NmtSite? it)
    {
        it ??= new([], null);
        return new(to.List(it.Stack, NmtFrame), to.TextOrNull(it.Tag))
        {
            Malloc = to.RecordOrNull(it.Malloc, NmtBlocks),
            Virtual = to.RecordOrNull(it.Virtual, NmtVirtual),
        };
    }

    static NmtFileBlock NmtFileBlock(Storage to, NmtFileBlock? it)
    {
        it ??= new("", 0, default, null);
        return new(to.Text(it.File), to.Long(it.Offset), to.Bytes(it.Size), to.TextOrNull(it.Tag));
    }

    static UnreadLine UnreadLine(Storage to, UnreadLine? it)
    {
        it ??= new(0, "");
        return new(to.Int(it.Number), to.Text(it.Text));
    }

    static NmtTagBlocks NmtTagBlocks(Storage to, NmtTagBlocks? it)
    {
        it ??= new(0, "", 0, default, default, default);
        return new(to.Int(it.Tag), to.Text(it.Name), to.Long(it.Count), to.Bytes(it.Size), to.Bytes(it.Resident), to.Bytes(it.Said));
    }

    static NmtSiteBlocks NmtSiteBlocks(Storage to, NmtSiteBlocks? it)
    {
        it ??= new(default, 0, null, 0, default, default);
        return new(to.UInt(it.Marker), to.Int(it.Tag), to.RecordOrNull(it.Site, NmtSite), to.Long(it.Count), to.Bytes(it.Size), to.Bytes(it.Resident));
    }

    static NmtMetadata NmtMetadata(Storage to, NmtMetadata? it)
    {
        it ??= new(default, default, default, default, default);
        return new(to.Value(it.Reserved, NmtAmount), to.Value(it.Committed, NmtAmount), to.ValueOrNull(it.Used, NmtAmount), to.ValueOrNull(it.Free, NmtAmount), to.ValueOrNull(it.Waste, NmtAmount));
    }

    static NmtFrame NmtFrame(Storage to, NmtFrame? it)
    {
        it ??= new(default, null, null);
        return new(to.Address(it.At), to.TextOrNull(it.Symbol), to.TextOrNull(it.Library));
    }

    static NmtCommitted NmtCommitted(Storage to, NmtCommitted? it)
    {
        it ??= new(default);
        return new(to.AddressRange(it.Range))
        {
            Stack = to.List(it.Stack, NmtFrame),
        };
    }
}
