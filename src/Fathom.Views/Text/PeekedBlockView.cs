using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Peeking;

namespace Fathom.Views.Text;

/// <summary>A chunk of malloc with its header, its neighbours, and who refers to it.</summary>
static class PeekedBlockView
{
    const int MostReferrers = 12;

    public static void Write(PeekedBlock block, Referrers? referrers, int columns, TextWriter to)
    {
        string arena = block.Arena is { } number ? string.Create(CultureInfo.InvariantCulture, $" of arena {number}") : "";
        Paragraph.Write("Block", Chunk(block.Chunk) + arena, columns, to);
        if (block.Chunk.Word is { } word)
            Paragraph.Write("Header", $"at {block.Chunk.Address}: size and flags 0x{word:x}: {Flags(word)}", columns, to);
        if (block.Before is { } before)
            Paragraph.Write("Before", Chunk(before), columns, to);
        if (block.After is { } after)
            Paragraph.Write("After", Chunk(after), columns, to);
        if (referrers is not null)
            WriteReferrers(referrers, columns, to);
    }

    static string Chunk(PeekedChunk chunk) =>
        $"{chunk.User}, {PeekView.Count(chunk.Size.Value)} bytes, {StateText(chunk)}";

    static string StateText(PeekedChunk chunk) => chunk.State switch
    {
        PeekedState.InUse => "in use",
        PeekedState.Free when chunk.IsBinBySize => Bin(chunk, "free, by its size in bin"),
        PeekedState.Free when chunk.Bin == PeekedChunk.Unsorted => "free, in the unsorted bin",
        PeekedState.Free => Bin(chunk, "free, in bin"),
        PeekedState.Fastbin => Bin(chunk, "freed, in fast bin"),
        PeekedState.Tcache => Bin(chunk, "freed, in a thread's cache, list"),
        PeekedState.Top => "the end of the arena, not cut yet",
        PeekedState.Mmapped => "in use, mapped singly",
        _ => "the mark at the end of a heap",
    };

    static string Bin(PeekedChunk chunk, string text) =>
        chunk.Bin is { } bin ? string.Create(CultureInfo.InvariantCulture, $"{text} {bin}") : text;

    /// <summary>malloc/malloc.c: PREV_INUSE, IS_MMAPPED, NON_MAIN_ARENA.</summary>
    static string Flags(ulong word) => (word & 2) != 0 ? "mapped singly"
        : ((word & 1) != 0 ? "the one before is in use, " : "the one before is free, ")
            + ((word & 4) != 0 ? "not of the main arena" : "of the main arena");

    static void WriteReferrers(Referrers referrers, int columns, TextWriter to)
    {
        string scanned = $"{SizeText.Of(referrers.Scanned)} looked through"
            + (referrers.Unscanned.Value > 0 ? $", {SizeText.Of(referrers.Unscanned)} of the Java heap not for lack of time" : "");
        Paragraph.Write("Referred", referrers.Count == 0
            ? $"to by no word at a multiple of 8 ({scanned}); registers were not read"
            : $"to by {PeekView.Count(referrers.Count)} words ({scanned})", columns, to);
        foreach (Referrer each in referrers.Kept.Take(MostReferrers))
            Paragraph.Write("", $"{each.At}  {Owner(each)}{(each.IntoBlock > 0 ? $", to {each.IntoBlock} bytes into the block" : "")}", columns, to);
        if (referrers.Count > MostReferrers)
            Paragraph.Write("", $"and {PeekView.Count(referrers.Count - Math.Min(MostReferrers, referrers.Kept.Count))} more", columns, to);
    }

    static string Owner(Referrer each)
    {
        string offset = "+0x" + each.Offset.ToString("x", CultureInfo.InvariantCulture);
        return each.Kind switch
        {
            ReferrerKind.Chunk => $"block {each.Owner} of {PeekView.Count(each.OwnerSize?.Value ?? 0)} bytes, {offset}",
            ReferrerKind.FreeChunk => $"freed block {each.Owner} of {PeekView.Count(each.OwnerSize?.Value ?? 0)} bytes, {offset}: holds nothing",
            ReferrerKind.LibraryData => $"data of {each.Owner}, {offset}",
            ReferrerKind.Stack => $"stack of {each.Owner}, {offset}",
            ReferrerKind.JavaHeap => $"Java heap, {offset} (its object may be garbage)",
            _ => $"{each.Owner}, {offset}",
        };
    }
}
