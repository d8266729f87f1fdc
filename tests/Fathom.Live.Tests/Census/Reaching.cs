using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Sources;
using Fathom.Sources.Acts;
using Fathom.Sources.Census;
using Fathom.Sources.Memory;
using Fathom.Sources.Pages;
using Fathom.Sources.Proc;

namespace Fathom.Live.Tests.Census;

/// <summary>Asks from where the live chunks of a process are reached; those of one size are a group of their own.</summary>
static class Reaching
{
    internal const int All = LiveChunks.Live, OfSize = 2;

    static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    internal static ReachScan Running(int pid, long chunkSize) => Find(pid, chunkSize, null);

    /// <summary>While it stands still.</summary>
    internal static ReachScan Frozen(int pid, long chunkSize)
    {
        using Freeze freeze = Freeze.Of(pid, Long, registers: true).Value;
        ReachScan scan = Find(pid, chunkSize, new ReachStop(freeze.Registers, () => freeze.Holds));
        Assert.Null(freeze.Shortfall);
        return scan;
    }

    internal static IReadOnlyList<GroupReach> Rows(ReachScan scan, int group = OfSize) => [.. scan.Rows.Where(row => row.Group == group)];

    internal static long Count(ReachScan scan, ReachKind kind, int group = OfSize) =>
        Rows(scan, group).Where(row => row.Kind == kind).Sum(row => row.Total.Count);

    static ReachScan Find(int pid, long chunkSize, ReachStop? stop)
    {
        Snapshot snapshot = LiveLook.At(pid, new LookOptions { Arenas = true, Deadline = Long }).Value;
        Assert.NotNull(snapshot.MallocState);
        LiveMemory live = new(pid, new Pace());
        using PresentMemory present = new(live, snapshot.Pages!, snapshot.Mappings, new MapFiles(pid));
        ReachTarget target = new(snapshot, DirectoryFiles.OfProcess(pid), present, live, new LivePages(pid, new Pace())) { Stop = stop };
        ChunkIndex index = LiveChunks.Find(target, snapshot)!.Value.Index;
        Assert.Equal(0, index.Dropped);
        SetGroups(index, chunkSize);
        return ReachSearch.Find(target, index, Long);
    }

    static void SetGroups(ChunkIndex index, long chunkSize)
    {
        foreach (ChunkBlock block in index.Blocks)
        {
            ulong? at = block.Next(block.Start);
            for (int i = 0; at is { } chunk; i++)
            {
                at = block.Next(chunk + 16);
                // What crosses into the next block is found by what begins there.
                ulong end = at ?? index.Blocks.FirstOrDefault(each => each.Start == block.Start + ChunkBlock.Size)?.Next(block.Start + ChunkBlock.Size) ?? 0;
                if (block.Groups[i] == LiveChunks.Live && end - chunk == (ulong)chunkSize)
                    block.Groups[i] = OfSize;
            }
        }
    }
}
