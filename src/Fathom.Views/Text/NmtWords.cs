using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Views.Text;

/// <summary>What a tag has beside sizes: classes, threads, and peaks.</summary>
static class NmtWords
{
    /// <summary>On a narrow screen only peaks far above what is there now are worth a line.</summary>
    static readonly Bytes Far = Bytes.FromMiB(1);

    public static string Of(NmtCategory category, bool allPeaks)
    {
        List<string> words = [];
        if (category.Threads is { } threads)
            words.Add(Number(threads) + " threads");
        if (category.Classes is { } classes)
            words.Add(Number(classes) + " classes");
        if (category.ReadOnly is { Value: > 0 } readOnly)
            words.Add($"{SizeText.Of(readOnly)} read-only");
        if (category.Overhead is { } overhead)
            words.Add($"{SizeText.Of(overhead.Size)} of headers");
        Peak("malloc", category.Malloc?.Peak, category.Malloc?.Size.Size);
        Peak("arenas", category.Arena?.Peak, category.Arena?.Size.Size);
        Peak("mapped", category.Mmap?.Peak, category.Mmap?.Committed.Size);
        Peak("stacks", category.Stacks?.Peak, category.Stacks?.Committed.Size);
        return string.Join(", ", words);

        void Peak(string part, Bytes? peak, Bytes? now)
        {
            if (peak is { } most && now is { } size && (allPeaks ? most > size : most.Value > Far.Value && most.Value - Far.Value >= size.Value))
                words.Add($"{part} at most {SizeText.Of(most)}");
        }
    }

    static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
