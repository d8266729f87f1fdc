using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.HeapDumps;

namespace Fathom.Accounting.HeapDumps;

/// <summary>Owners of one kind that a heap dump has in one state, by the words for what they own.</summary>
/// <param name="Native">By their own fields; null where none tells.</param>
/// <param name="Largest">Who keeps most of them.</param>
public sealed record DumpedShare(string Owns, long Count, Bytes? Native, DumpedHolder? Largest)
{
    /// <param name="without">Parts of names of classes: who is kept through them is another cause.</param>
    /// <returns>Null where there is none of them.</returns>
    public static DumpedShare? Of(HeapDump dump, string owns, HolderState state, params string[] without)
    {
        double count = 0, native = 0;
        bool hasNative = false;
        DumpedHolder? largest = null;
        foreach (DumpedOwner owner in dump.Owners)
        {
            if (owner.Owns != owns || owner.IsShell || owner.LookedAt == 0)
                continue;
            // Of very many a part was looked at, and the others are like it.
            double scale = (double)(owner.Open ?? owner.Count) / owner.LookedAt;
            foreach (DumpedHolder holder in owner.Holders)
            {
                if (holder.State != state || holder.Path.Any(step => without.Any(each => step.Contains(each, StringComparison.Ordinal))))
                    continue;
                count += holder.Count * scale;
                native += (holder.Native?.Value ?? 0) * scale;
                hasNative |= holder.Native is not null;
                largest = largest is null || Weight(holder) > Weight(largest) ? holder : largest;
            }
        }
        return largest is null ? null : new DumpedShare(owns, (long)Math.Round(count), hasNative ? new Bytes((long)Math.Min(native, 1L << 47)) : null, largest);
    }

    static long Weight(DumpedHolder holder) => holder.Native is { Value: > 0 } bytes ? bytes.Value : holder.Count;
}
