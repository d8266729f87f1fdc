using Fathom.Evidence.Peeking;
using Fathom.Evidence.Saved;

namespace Fathom.Sources.Bundle.Stored;

/// <summary>The values of each record, in the order in which they are stored: what stands in memory.</summary>
static partial class Forms
{
    public static StoredContents StoredContents(Storage to, StoredContents? it)
    {
        it ??= new("", [], new("", default, default, default));
        return new(to.Text(it.Name), to.Ints(it.Groups), to.Record(it.Contents, MemoryContents));
    }

    static MemoryContents MemoryContents(Storage to, MemoryContents? it)
    {
        it ??= new("", default, default, default);
        return new(to.Text(it.Asked), to.AddressRange(it.Range), to.Bytes(it.Size), to.Bytes(it.Read))
        {
            Parts = to.Long(it.Parts),
            Texts = to.List(it.Texts, FoundText),
            MinLength = to.Int(it.MinLength),
            TextCount = to.Long(it.TextCount),
            TextBytes = to.Bytes(it.TextBytes),
            DistinctTexts = to.Long(it.DistinctTexts),
            Forgotten = to.Long(it.Forgotten),
            Block = to.RecordOrNull(it.Block, PeekedBlock),
            Referrers = to.RecordOrNull(it.Referrers, Referrers),
            Hex = to.RecordOrNull(it.Hex, HexBytes),
            Written = to.Bytes(it.Written),
        };
    }

    static FoundText FoundText(Storage to, FoundText? it)
    {
        it ??= new("", default, 0, default, null, default);
        return new(to.Text(it.Shown), to.Choice(it.Encoding), to.Long(it.Count), to.Bytes(it.Bytes), to.TextOrNull(it.Kind), to.Address(it.First))
        {
            IsMasked = to.Flag(it.IsMasked),
        };
    }

    static PeekedBlock PeekedBlock(Storage to, PeekedBlock? it)
    {
        it ??= new(new(default, default, default));
        return new(to.Record(it.Chunk, PeekedChunk))
        {
            Arena = to.Int(it.Arena),
            Before = to.RecordOrNull(it.Before, PeekedChunk),
            After = to.RecordOrNull(it.After, PeekedChunk),
        };
    }

    static Referrers Referrers(Storage to, Referrers? it)
    {
        it ??= new([], 0, default, default);
        return new(to.List(it.Kept, Referrer), to.Long(it.Count), to.Bytes(it.Scanned), to.Bytes(it.Unscanned));
    }

    static HexBytes HexBytes(Storage to, HexBytes? it)
    {
        it ??= new(default, []);
        return new(to.Address(it.Start), HexBytes(to, it.Bytes));
    }

    static PeekedChunk PeekedChunk(Storage to, PeekedChunk? it)
    {
        it ??= new(default, default, default);
        return new(to.Address(it.Address), to.Bytes(it.Size), to.Choice(it.State))
        {
            Word = to.Unsigned(it.Word),
            Bin = to.Int(it.Bin),
            IsBinBySize = to.Flag(it.IsBinBySize),
        };
    }

    static Referrer Referrer(Storage to, Referrer? it)
    {
        it ??= new(default, default, "", 0, 0);
        return new(to.Address(it.At), to.Choice(it.Kind), to.Text(it.Owner), to.Long(it.Offset), to.Int(it.IntoBlock))
        {
            OwnerSize = to.Bytes(it.OwnerSize),
        };
    }

    /// <summary>-1 for a byte that could not be read.</summary>
    static IReadOnlyList<byte?> HexBytes(Storage to, IReadOnlyList<byte?> it) =>
        [.. to.Ints([.. it.Select(each => each ?? -1)]).Select(each => each is >= 0 and <= byte.MaxValue ? (byte?)each : null)];
}
