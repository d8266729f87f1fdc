using System.Diagnostics;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Glibc;
using Fathom.Sources.Memory;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Census;

/// <summary>
/// From where each live chunk is reached, and which are reached from nowhere. What leak checkers say of a program that
/// ends is said of one that runs: either it stands still and its registers are read too, or three looks some time apart
/// must agree, each with a walk of malloc of its own, for a chunk that was freed meanwhile is none that was lost.
/// </summary>
public static class ReachSearch
{
    const int MostLooks = 3;
    static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(100);

    /// <param name="index">Every chunk with its group.</param>
    /// <param name="budget">For all looks together.</param>
    internal static ReachScan Find(ReachTarget target, ChunkIndex index, TimeSpan budget)
    {
        long begun = Stopwatch.GetTimestamp();
        long deadline = begun + (long)(budget.TotalSeconds * Stopwatch.Frequency);
        ReachLabels labels = new();
        ReachMarks marks = new(index);
        Gap? incomplete = null;
        long read = 0;
        int looks = 0;
        bool isStill = target.Stop is not null;
        for (bool goesOn = true; goesOn;)
        {
            long lookBegun = Stopwatch.GetTimestamp();
            OwnMemory.GiveBack();
            Snapshot snapshot = isStill ? target.Snapshot : Renewed(target);
            (ChunkIndex Index, MallocState State)? live = isStill ? (index, target.Snapshot.MallocState!) : LiveChunks.Find(target, snapshot);
            if (live is not { } now)
            {
                incomplete = Gaps.ReachNotWalked.At("memory");
                break;
            }
            ReachLook look = new(target, snapshot, now.Index, now.State, labels, deadline);
            look.Take();
            looks++;
            incomplete = look.Incomplete(budget);
            bool isLast = isStill || looks == MostLooks || incomplete is not null;
            if (isLast && incomplete is null)
            {
                new ReachOdd(look, index, ReachOdd.Guard(snapshot, new WalkMemory(target.Present, target.All, target.Pages))).Search();
                incomplete = look.Incomplete(budget);
            }
            if (isLast)
                Judge(look, index, isStill, incomplete is null);
            long left = Take(index, marks, now.Index, look.Spread.Marks);
            read += look.Memory.Read;
            goesOn = !isLast && left > 0;
            if (goesOn && Apart - Stopwatch.GetElapsedTime(lookBegun) is { Ticks: > 0 } rest)
                Libc.Sleep(rest);
        }
        return new ReachScan(new ReachRows(index, marks, labels, target.Present).Sum(), Stopwatch.GetElapsedTime(begun))
        {
            Incomplete = incomplete,
            Looks = looks,
            HasRegisters = isStill,
            Read = new Bytes(read),
        };
    }

    static void Judge(ReachLook look, ChunkIndex groups, bool hasRegisters, bool isComplete)
    {
        ReachRest rest = new(look, groups);
        if (isComplete && !hasRegisters)
            rest.JudgeByHeads(look.Threads);
        else
            rest.AllAre(isComplete ? ReachLabels.Lost : ReachLabels.Unread);
    }

    /// <summary>The target as it is now, as far as a look depends on it.</summary>
    static Snapshot Renewed(ReachTarget target)
    {
        Snapshot snapshot = target.Snapshot;
        if (target.Files.Read("maps", Limits.ProcFileBytes * 4) is not { Ok: true } maps)
            return snapshot;
        IReadOnlyList<Mapping> mappings = MapsText.Parse(maps.Value, "maps").Value;
        PageRuns pages = target.Pages.Scan(mappings).Or(snapshot.Pages ?? PageRuns.Empty);
        snapshot = snapshot with { Mappings = mappings, Pages = pages };
        return snapshot with
        {
            Threads = new Threads(target.Files, mappings, target.Present, pages, snapshot.Status.NamespaceDepth > 1).Find().Or(snapshot.Threads)!,
        };
    }

    /// <summary>Takes over what a look found for chunks that no look before had reached; returns how many are left.</summary>
    static long Take(ChunkIndex index, ReachMarks marks, ChunkIndex now, ReachMarks found)
    {
        if (ReferenceEquals(index, now))
        {
            for (int i = 0; i < index.Blocks.Count; i++)
                found.OfBlock(i).CopyTo(marks.OfBlock(i));
            found.OfLarge.CopyTo(marks.OfLarge);
            return 0;
        }
        long left = 0;
        for (int i = 0; i < index.Blocks.Count; i++)
        {
            ChunkBlock block = index.Blocks[i];
            ChunkGroups groups = block.Groups;
            Span<byte> known = marks.OfBlock(i);
            ulong? at = block.Next(block.Start);
            for (int k = 0; k < groups.Count && at is { } chunk; k++, at = block.Next(chunk + 16))
            {
                if (groups[k] != ChunkIndex.NotLive && known[k] == ReachLabels.NotReached)
                    left += (known[k] = Found(now, found, chunk)) == ReachLabels.NotReached ? 1 : 0;
            }
        }
        for (int i = 0; i < index.Large.Count; i++)
        {
            if (marks.OfLarge[i] == ReachLabels.NotReached)
                left += (marks.OfLarge[i] = Found(now, found, index.Large[i].Address)) == ReachLabels.NotReached ? 1 : 0;
        }
        return left;
    }

    static byte Found(ChunkIndex now, ReachMarks found, ulong chunk) =>
        now.Find(chunk + 16) is { Found: true } same && now.GroupOf(same) != ChunkIndex.NotLive ? found[same] : ReachLabels.Changed;
}
