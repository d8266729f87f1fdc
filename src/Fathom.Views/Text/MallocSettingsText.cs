using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Views.Text;

/// <summary>malloc's own parameters, in words.</summary>
static class MallocSettingsText
{
    static readonly Bytes DefaultThreshold = Bytes.FromKiB(128);

    public static string Of(MallocParameters mp)
    {
        List<string> words = [ArenaMax(mp), Threshold(mp)];
        if (mp.TrimThreshold < Bytes.FromMiB(1L << 30))
            words.Add($"the main arena gives back a free end of {SizeText.Of(mp.TrimThreshold)} at once");
        if (mp.HugePage.Value > 0)
            words.Add($"memory is taken in pages of {SizeText.Of(mp.HugePage)} (glibc.malloc.hugetlb=2)");
        return string.Join("; ", words) + ".";
    }

    static string ArenaMax(MallocParameters mp) => mp.ArenaMax > 0
        ? string.Create(CultureInfo.InvariantCulture, $"at most {mp.ArenaMax:N0} {(mp.ArenaMax == 1 ? "arena" : "arenas")} (MALLOC_ARENA_MAX)")
        : "up to 8 arenas a core (MALLOC_ARENA_MAX is not set)";

    static string Threshold(MallocParameters mp)
    {
        string from = $"blocks of {SizeText.Of(mp.MmapThreshold)} and more are mapped singly";
        return mp.IsThresholdFixed ? from + ", as somebody set it"
            : mp.MmapThreshold > DefaultThreshold
                ? from + $": {SizeText.Of(DefaultThreshold)} at the start, grown to the largest such block that was freed"
                : from;
    }
}
