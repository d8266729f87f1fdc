using System.Globalization;
using Fathom.Accounting.Malloc;
using Fathom.Evidence;

namespace Fathom.Views.Text;

/// <summary>What a trim returned, held against what was predicted.</summary>
static class TrimDoneView
{
    public static void Write(TrimDone done, int columns, TextWriter to)
    {
        TrimTruth truth = done.Truth;
        string text = $"returned {SizeText.Of(truth.Returned)} of the {SizeText.Of(truth.Predicted)} that were predicted";
        if (truth.Predicted.Value > 0)
            text += string.Create(CultureInfo.InvariantCulture, $" ({100.0 * truth.Returned.Value / truth.Predicted.Value:0.0} %)");
        if (truth.Said is { } said)
            text += $"; the JVM says {SizeText.Of(said)} less RSS and swap";
        if (done.FromSwap > Bytes.Zero)
            text += $"; {SizeText.Of(done.FromSwap)} more were predicted to go from swap";
        Paragraph.Write("The trim", text + ".", columns, to);
        if (truth.Rss is { Before: { } rss, After: { } now })
            Paragraph.Write("RSS", $"{SizeText.Of(rss)} -> {SizeText.Of(now)}; the rest of the process moves it, too.", columns, to);
        if (done.After.MallocState is { } left)
            Paragraph.Write("Again", $"another trim would return {SizeText.Of(left.Resident.Trimmable)}.", columns, to);
    }
}
