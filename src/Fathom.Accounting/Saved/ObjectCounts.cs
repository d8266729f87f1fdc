using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;

namespace Fathom.Accounting.Saved;

/// <summary>
/// How many objects of a class there are, by a histogram that names them all. One of live objects is made behind a full
/// collection and before any other thread runs: whoever was to free native memory of the dead ones stands in it, waiting.
/// </summary>
public sealed class ObjectCounts
{
    readonly ClassHistogram _last;
    readonly ClassHistogram? _before;

    ObjectCounts(ClassHistogram last, ClassHistogram? before) => (_last, _before) = (last, before);

    /// <summary>Null without such a histogram.</summary>
    public static ObjectCounts? Of(SavedTexts? saved)
    {
        SavedPiece[] whole = [.. (saved?.Pieces ?? []).Where(piece => piece is { IsApart: false, Content: ClassHistogram { IsWhole: true } })];
        int last = Array.FindLastIndex(whole, piece => piece.Content is ClassHistogram { IsLive: true });
        last = last < 0 ? whole.Length - 1 : last;
        if (last < 0)
            return null;
        // Two of one text were made one behind the other; of two files nobody knows how much time is between them.
        bool follows = last > 0 && whole[last - 1].File == whole[last].File && whole[last - 1].Content is ClassHistogram { IsLive: not true };
        return new ObjectCounts((ClassHistogram)whole[last].Content!, follows ? (ClassHistogram)whole[last - 1].Content! : null);
    }

    /// <summary>
    /// Of live objects, and proved to be. Up to JDK 21 a JVM leaves the collection out where a thread is in a critical section of JNI, as
    /// zip's are (VM_GC_HeapInspection::collect), and counts dead objects without a word. Objects get fewer by a
    /// collection only.
    /// </summary>
    public bool IsOfLive => _last.IsLive == true && _before is not null && _last.TotalInstances < _before.TotalInstances;

    /// <summary>Classes of several loaders together.</summary>
    public long Of(params ReadOnlySpan<string> classes) => In(_last, classes);

    /// <summary>Among all objects, dead ones too, by the histogram before it; null where there is none.</summary>
    public long? OfAll(params ReadOnlySpan<string> classes) => _before is null ? null : In(_before, classes);

    /// <summary>Kept, and no coming and going: a collection took no more than half of them.</summary>
    public bool Outlive(string name) => IsOfLive && Of(name) >= OfAll(name) / 2;

    /// <summary>Of classes whose names hold this.</summary>
    public bool Any(string part) => _last.Classes.Any(row => row.Name.Contains(part, StringComparison.Ordinal));

    static long In(ClassHistogram histogram, ReadOnlySpan<string> classes)
    {
        Int128 sum = 0;
        foreach (ClassCount row in histogram.Classes)
        {
            if (classes.Contains(row.Name))
                sum += row.Instances;
        }
        return sum > long.MaxValue ? long.MaxValue : (long)sum;
    }
}
