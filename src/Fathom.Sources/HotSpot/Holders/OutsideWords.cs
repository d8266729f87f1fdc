using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>
/// Words outside of the Java heap that are the address of an object that nothing was found to keep: on a stack one may be
/// a local variable, in the JVM's own memory a handle. Whether it still is one, it does not say.
/// </summary>
sealed class OutsideWords(IMemory memory, ReferenceGraph graph, ReferenceCode code, long deadline)
{
    const int Window = 256 * 1024;

    readonly byte[] _bytes = new byte[Window];

    public delegate void Meet(int node, ulong at);

    /// <param name="narrow">Whether halves of words may be references too.</param>
    /// <returns>False where the time did not suffice.</returns>
    public bool Look(AddressRange range, bool narrow, Meet meet)
    {
        ulong at = (range.Start.Value + 7) & ~7UL;
        while (at < range.End.Value)
        {
            if (System.Diagnostics.Stopwatch.GetTimestamp() >= deadline)
                return false;
            int wanted = (int)Math.Min(Window, range.End.Value - at);
            int got = memory.Read(new Address(at), _bytes.AsSpan(0, wanted)) & ~7;
            Look(at, MemoryMarshal.Cast<byte, ulong>(_bytes.AsSpan(0, got)), narrow, meet);
            // Absent pages hold nothing that was ever written, or lie in swap.
            at = got > 0 ? at + (ulong)got : (at + Bytes.PageSize) & ~(ulong)(Bytes.PageSize - 1);
        }
        return true;
    }

    void Look(ulong at, ReadOnlySpan<ulong> words, bool narrow, Meet meet)
    {
        for (int i = 0; i < words.Length; i++)
        {
            ulong word = words[i];
            if (word == 0)
                continue;
            if (code.Moves is not { } moves)
            {
                Look(code.Plain(word), at + ((ulong)i * 8), meet);
            }
            else
            {
                Look(code.Whole(word), at + ((ulong)i * 8), meet);
                // Generational: frames and handles have addresses without colour, and are corrected when their thread comes back
                // to them. Before, every address has the colour of its phase, and without it may be a place used anew.
                if (code.IsColoured && code.Plain(word) is not 0 and var place)
                {
                    Look(place, at + ((ulong)i * 8), meet);
                    Look(moves.Elsewhere(place), at + ((ulong)i * 8), meet);
                }
            }
            if (narrow && code.Length == 4)
            {
                Look(code.Narrow((uint)(word & uint.MaxValue)), at + ((ulong)i * 8), meet);
                Look(code.Narrow((uint)(word >> 32)), at + ((ulong)i * 8), meet);
            }
        }
    }

    void Look(ulong target, ulong at, Meet meet)
    {
        if (graph.MayWant(target) && graph.Find(target) is >= 0 and var node)
            meet(node, at);
    }
}
