using System.Globalization;
using Fathom.Accounting.Malloc;
using Fathom.Evidence.Malloc;

namespace Fathom.Views.Text;

/// <summary>What other settings and other allocators would come to: ranges, with what they assume.</summary>
static class ArenaEffectsView
{
    static readonly int[] Arenas = [4, 2, 1];

    public static void Write(MallocState state, int columns, TextWriter to)
    {
        List<string> fewer = [];
        foreach (int count in Arenas)
        {
            if (FewerArenas.Of(state, count) is { Spared.Most.Value: > 0 } effect)
                fewer.Add(string.Create(CultureInfo.InvariantCulture, $"{count}: up to {SizeText.Of(effect.Spared.Most)} less"));
        }
        if (fewer.Count > 0)
            Paragraph.Write("If fewer", $"MALLOC_ARENA_MAX={string.Join("; ", fewer)}. Nothing less, if all arenas were full at one time; "
                + "the figures hold if those left keep no more free than they do now. Threads then wait for each other.", columns, to);
        IEnumerable<string> others = OtherAllocator.Of(state).Select(other => $"{AllocatorText.Name(other.Kind)} {Range(other.Resident)}");
        Paragraph.Write("If other", $"{string.Join(", ", others)}, in place of {SizeText.Of(state.Resident.Total)}: what lives now in "
            + "their size classes. What they keep of freed blocks comes on top.", columns, to);
    }

    public static string Range(ByteRange range) =>
        SizeText.Of(range.Least) is var least && SizeText.Of(range.Most) is var most && least == most ? least : $"{least} to {most}";
}
