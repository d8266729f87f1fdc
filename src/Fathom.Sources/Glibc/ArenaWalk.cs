using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Sources.Glibc;

/// <summary>Walks one arena, and holds what it found against what the arena says of itself.</summary>
sealed class ArenaWalk(WalkMemory memory, ArenaSegments segments, Fastbins fastbins, CachedChunks cached)
{
    // An arena that changes is walked again as long as that is quick.
    const int MostWalks = 5;
    const ulong QuickToWalk = 32UL << 20;

    public List<ulong> Caches { get; } = [];

    public List<(ulong Address, ulong Size)> Keyed { get; } = [];

    public Arena Walk(int number, ArenaHead head, ParameterSearch.Found? parameters, IChunkVisitor? visitor)
    {
        int retries = 0;
        // It was read to find it, some milliseconds ago.
        ArenaHead now = ArenaHead.Read(memory, head.Address) ?? head;
        bool isMoving = !now.IsLike(head);
        head = now;
        for (int walks = 1; ; walks++)
        {
            visitor?.Begin(new Address(head.Address));
            Attempt attempt = Once(number, head, parameters, isMoving, visitor);
            retries += attempt.Retries;
            // Its head may look the same again although its lists changed meanwhile: once more tells.
            bool isLast = walks >= (attempt.HasMoved ? MostWalks : 2) || head.System > QuickToWalk;
            if (isLast || attempt.Arena.Proof.Outcome < WalkOutcome.Approximate)
            {
                Caches.AddRange(attempt.Tally.Caches);
                Keyed.AddRange(attempt.Tally.Keyed);
                return attempt.Arena with { Proof = After(attempt.Arena.Proof, retries) };
            }
            retries++;
            isMoving |= attempt.HasMoved;
            head = ArenaHead.Read(memory, head.Address) ?? head;
        }
    }

    static WalkProof After(WalkProof proof, int retries) =>
        proof with { Retries = retries, Outcome = proof.Outcome == WalkOutcome.Clean && retries > 0 ? WalkOutcome.Retried : proof.Outcome };

    sealed record Attempt(Arena Arena, int Retries, bool HasMoved, ArenaTally Tally);

    Attempt Once(int number, ArenaHead head, ParameterSearch.Found? parameters, bool isMoving, IChunkVisitor? visitor)
    {
        bool isMain = number == 0;
        ArenaTally tally = new(cached.Marks, cached.Keys);
        bool listsGood = fastbins.Mark(head, tally.Fast);
        AddHeads(head, ref tally.Lists);
        SegmentWalk walk = new(memory, head, tally, isMain, isMoving || head.System <= QuickToWalk, visitor);
        IReadOnlyList<Segment> parts = segments.Of(head, isMain, parameters);
        List<ArenaHeap> heaps = [.. parts.Select(walk.Walk)];
        ArenaHead now = ArenaHead.Read(memory, head.Address) ?? head;
        bool hasMoved = isMoving || !now.IsLike(head);
        ulong overhead = (ulong)tally.Fenceposts + (isMain ? 0 : walk.Headers);
        Arena arena = tally.Fill(new Arena
        {
            Number = number,
            Address = new Address(head.Address),
            Heaps = heaps,
            System = Amount(now.System),
            MaxSystem = Amount(now.MaxSystem),
            Top = Amount(walk.TopSize ?? 0),
            Overhead = Amount(overhead),
            Unsplit = Amount(walk.Unsplit),
            AttachedThreads = now.Attached,
            Proof = WalkProof.Clean,
        });
        List<WalkCheck> checks = Checks(arena, head, tally, walk, parts.Count, hasMoved, listsGood);
        return new Attempt(arena with { Proof = Judge(arena, checks, walk, hasMoved) }, walk.Retries, hasMoved, tally);
    }

    static void AddHeads(ArenaHead head, ref ListSums lists)
    {
        for (int bin = 0; bin < ArenaLayout.BinCount; bin++)
            lists.Add(head.Layout.BinAddress(head.Address, bin), head.Forward(bin), head.Back(bin));
    }

    List<WalkCheck> Checks(Arena arena, ArenaHead head, ArenaTally tally, SegmentWalk walk, int parts, bool hasMoved, bool listsGood)
    {
        long found = (arena.InUse + arena.Free + arena.Cached).Bytes.Value
            + arena.Top.Value + arena.Overhead.Value + arena.Unsplit.Value;
        List<WalkCheck> checks =
        [
            new(WalkCheckKind.SystemMemory, arena.System.Value, found),
            new(WalkCheckKind.ChainEnds, Math.Max(parts, 1), walk.Ends),
            new(WalkCheckKind.BoundaryTags, arena.Free.Count, tally.GoodTags + (hasMoved ? tally.ChangedTags : 0)),
        ];
        if (!arena.IsMain)
            checks.Add(new(WalkCheckKind.HeapSizes, arena.System.Value, (long)walk.Size));
        // What changed meanwhile proves nothing, and neither does what could not be read.
        if (hasMoved || walk.Unsplit > 0)
            return checks;
        if (tally.Lists.IsComplete)
            checks.Add(new WalkCheck(WalkCheckKind.FreeLists, tally.Lists.Count, InLists(head, tally.Lists)));
        long fast = tally.Fast.Count + (listsGood ? 0 : 1);
        checks.Add(new(WalkCheckKind.Fastbins, fast, tally.Fastbin.Count));
        return checks;
    }

    /// <summary>Where the sums disagree one is wrong at least, also if following the lists no longer shows which.</summary>
    long InLists(ArenaHead head, ListSums lists) =>
        lists.Agree ? lists.Count : Math.Min(new FreeLists(memory).Good(head), lists.Count - 1);

    static WalkProof Judge(Arena arena, List<WalkCheck> checks, SegmentWalk walk, bool hasMoved)
    {
        WalkCheck wrong = checks.Find(check => !check.Holds);
        Gap? why = walk.BrokenAt is { } broken
            ? Gaps.ArenaBroken.At("memory", null, Text(arena.Number), new Address(broken).ToString(), Text(arena.Unsplit.Value))
            : walk.Unsplit > 0 ? Gaps.ArenaHidden.At("memory", null, Text(arena.Number), Text(arena.Unsplit.Value))
            : !wrong.Holds ? Unproven(arena.Number, wrong)
            : null;
        WalkOutcome outcome = arena.Heaps.Count == 0 || walk.TopSize is null && arena.InUse.Count == 0 ? WalkOutcome.Failed
            : why is not null ? WalkOutcome.Approximate
            : walk.Retries > 0 ? WalkOutcome.Retried : WalkOutcome.Clean;
        return new WalkProof(outcome, checks)
        {
            HasMoved = hasMoved,
            BrokenAt = walk.BrokenAt is { } at ? new Address(at) : null,
            Why = why,
        };
    }

    public static Gap Unproven(int number, WalkCheck wrong) =>
        Gaps.ArenaUnproven.At("memory", null, Text(number), Name(wrong.Kind), Text(wrong.Expected), Text(wrong.Found));

    static string Name(WalkCheckKind kind) => kind switch
    {
        WalkCheckKind.SystemMemory => "bytes of all chunks",
        WalkCheckKind.HeapSizes => "bytes of its heaps",
        WalkCheckKind.ChainEnds => "heaps whose chunks end at their end",
        WalkCheckKind.BoundaryTags => "free chunks with their size at both ends",
        WalkCheckKind.FreeLists => "chunks in lists of free ones",
        WalkCheckKind.Fastbins => "chunks in fast bins",
        WalkCheckKind.Tcache => "chunks in threads' caches",
        WalkCheckKind.MmappedCount => "large blocks",
        _ => "bytes of large blocks",
    };

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    static Bytes Amount(ulong bytes) => new((long)Math.Min(bytes, long.MaxValue));
}
