using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fathom.Sources.HotSpot.Nmt;

/// <summary>Finds the mark of a live header in the last two of each sixteen bytes.</summary>
static class NmtMarkSearch
{
    const int Lane = 16;
    const int Lanes = 4;

    /// <param name="bytes">Begins at a multiple of sixteen in the target.</param>
    /// <param name="from">Where to begin; a multiple of sixteen.</param>
    /// <returns>Where the first header begins that lies wholly in the bytes, or -1.</returns>
    public static int Find(ReadOnlySpan<byte> bytes, int from)
    {
        ReadOnlySpan<Vector128<ushort>> lanes = MemoryMarshal.Cast<byte, Vector128<ushort>>(bytes);
        Vector128<ushort> mark = Vector128<ushort>.Zero.WithElement(7, NmtHeader.LiveMark);
        Vector128<ushort> place = Vector128<ushort>.Zero.WithElement(7, ushort.MaxValue);
        int i = from / Lane;
        for (; i + Lanes <= lanes.Length; i += Lanes)
        {
            // Four lanes a turn, and one branch: this runs over gigabytes.
            Vector128<ushort> hit = Vector128.Equals(lanes[i], mark) | Vector128.Equals(lanes[i + 1], mark)
                | Vector128.Equals(lanes[i + 2], mark) | Vector128.Equals(lanes[i + 3], mark);
            if ((hit & place) != Vector128<ushort>.Zero)
                break;
        }
        for (; i < lanes.Length; i++)
        {
            if (lanes[i].GetElement(7) == NmtHeader.LiveMark)
                return i * Lane;
        }
        return -1;
    }
}
