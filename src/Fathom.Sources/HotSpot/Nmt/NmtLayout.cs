using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Nmt;

/// <summary>
/// How the snapshots are laid out, by their sizes: an update may add a tag or a peak. Malloc: {malloc, arena} for each
/// tag and one counter more, of {count, size} in 8 and 11 and {count, size, peak count, peak size} since. Virtual:
/// {reserved, committed} and, since 21, {peak}.
/// </summary>
readonly record struct NmtLayout(int Tags, int CounterWords, int VirtualWords, int NameWords)
{
    public bool HasPeaks => CounterWords == 4;

    /// <summary>Null where the sizes do not agree on a number of tags.</summary>
    public static NmtLayout? Of(ulong malloc, ulong mapped, ulong names, bool pairs)
    {
        // An odd number of counters: so only one of the two sizes can divide.
        int counter = malloc % 32 == 0 && malloc / 32 % 2 == 1 ? 32 : 16;
        ulong tags = malloc / (ulong)counter / 2;
        int name = pairs ? 16 : 8;
        if (tags is < 8 or > Limits.NmtTags || malloc != (2 * tags + 1) * (ulong)counter || names != tags * (ulong)name)
            return null;
        ulong stride = mapped / tags;
        return mapped == tags * stride && stride is 16 or 24
            ? new NmtLayout((int)tags, counter / 8, (int)stride / 8, name / 8)
            : null;
    }
}
