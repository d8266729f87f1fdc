using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.HeapDumps;

namespace Fathom.Tests.Findings.Rules;

/// <summary>A heap dump among the files of a case.</summary>
static class DumpedHeaps
{
    internal static readonly HeapDump Empty = new("1.0.2", 8, DateTimeOffset.UnixEpoch, 1000) { IsWhole = true, Objects = 1_000_000, Shallow = Bytes.FromMiB(60), ClassesTold = 1000 };

    public static Observed Dump(this Observed observed, HeapDump dump) => observed.Saying(dump, "x.hprof");

    public static HeapDump Owning(this HeapDump dump, string owns, string ofClass, params DumpedHolder[] holders) => dump with
    {
        Owners =
        [
            .. dump.Owners,
            new DumpedOwner(ofClass, owns, holders.Sum(holder => holder.Count), holders.Sum(holder => holder.Count), holders[0].Native is null ? null : holders.Aggregate(Bytes.Zero, (sum, holder) => sum + holder.Native!.Value))
            {
                Holders = holders,
                LookedAt = holders.Sum(holder => holder.Count),
            },
        ],
    };

    public static DumpedHolder Kept(long count, long? mib, params string[] path) => new(HolderState.Kept, path.FirstOrDefault(step => step.StartsWith("com.", StringComparison.Ordinal)), count, Size(mib)) { Root = "static field", Path = path };

    public static DumpedHolder Garbage(long count, long? mib) => new(HolderState.Garbage, null, count, Size(mib));

    public static HeapDump Buffers(params DumpedHolder[] holders) => Empty.Owning(DumpedKinds.Direct, "java.nio.DirectByteBuffer", holders);

    public static HeapDump Inflaters(params DumpedHolder[] holders) => Empty.Owning(DumpedKinds.Inflate, "java.util.zip.Inflater$InflaterZStreamRef", holders);

    static Bytes? Size(long? mib) => mib is { } size ? Bytes.FromMiB(size) : null;
}
