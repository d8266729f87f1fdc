using Fathom.Evidence.Malloc;

namespace Fathom.Views.Text;

/// <summary>What an arena is filled with, as a picture that any terminal shows.</summary>
static class ArenaBar
{
    public const string Legend = "# in use  + cached  x locked  t top  - a trim returns  . not in memory";

    public static string Of(Arena arena, int width)
    {
        HeapSplit resident = arena.Resident;
        (char Sign, long Bytes)[] parts =
        [
            ('#', resident.InUse.Value + resident.Overhead.Value), ('?', resident.Unsplit.Value), ('+', resident.Cached.Value),
            ('x', resident.Locked.Value), ('t', resident.Top.Value), ('-', resident.Trimmable.Value),
        ];
        long whole = Math.Max(arena.System.Value, parts.Sum(part => part.Bytes));
        Span<char> bar = stackalloc char[width];
        bar.Fill('.');
        long sum = 0;
        int drawn = 0;
        foreach ((char sign, long bytes) in parts)
        {
            sum += bytes;
            int end = whole == 0 ? 0 : (int)Math.Round((double)sum / whole * width);
            bar[drawn..end].Fill(sign);
            drawn = end;
        }
        return "[" + new string(bar) + "]";
    }
}
