using System.Globalization;
using Fathom.Accounting.Malloc;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Views.Text;

/// <summary>What other settings and other allocators would come to: ranges, with what they assume.</summary>
static class ArenaEffectsView
{
    /// <param name="asked">A number of arenas that is reckoned with in any case; null where none was asked for.</param>
    public static void Write(MallocState state, int? asked, int columns, TextWriter to)
    {
        List<string> fewer = [];
        foreach (FewerArenas effect in FewerArenas.All(state, asked))
        {
            if (effect.Spared.Most > Bytes.Zero)
                fewer.Add(string.Create(CultureInfo.InvariantCulture, $"{effect.Arenas}: up to {SizeText.Of(effect.Spared.Most)} less"));
            else if (effect.Arenas == asked)
                fewer.Add(string.Create(CultureInfo.InvariantCulture, $"{effect.Arenas}: nothing less, there are {state.Arenas.Count} arenas"));
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
