using Fathom.Evidence;
using Fathom.Evidence.HeapDumps;

namespace Fathom.Sources.HeapDumps;

/// <summary>Reads a heap dump in a few passes, without the objects' graph in memory: counts, then owners of native memory, then who keeps those.</summary>
static class HeapDumpLook
{
    const int LeapBytes = 16 * 1024;
    const int HeadBytes = 64;

    /// <summary>A segment of gigabytes (JDK 8 has one for all) is cut between records, for later passes to skip parts of it.</summary>
    const long PieceBytes = 1 << 20;

    /// <returns>Null where it is no heap dump.</returns>
    public static HeapDump? Of(IDumpBytes bytes, string place, ICollection<Gap> gaps)
    {
        byte[] first = new byte[HeadBytes];
        int got;
        using (IDumpStream stream = bytes.Open())
            got = stream.Read(first, 0);
        if (DumpHead.Of(first.AsSpan(0, got)) is not { } head)
            return null;
        DumpIndex index;
        using (DumpWindow window = new(bytes.Open(), head.IdLength, bytes.IsRandom ? LeapBytes : DumpWindow.Piece))
            index = DumpIndex.Of(window, head.Length);
        DumpGaps told = new(place, gaps);
        told.Add(index.Fault);
        (IReadOnlyList<DumpCounting> counted, IReadOnlyList<DumpPiece> pieces) = Count(bytes, head.IdLength, index.Pieces, told);
        told.AddFull(index.Names.IsFull, "names", Limits.DumpNames);
        told.AddFull(counted.Any(each => each.IsFull), "roots or classes", Limits.DumpRoots);
        DumpClasses classes = new(index, counted, head.IdLength);
        DumpReading reading = new(new DumpPasses(bytes, head.IdLength, pieces), counted, classes, head.IdLength);
        HeapDump dump = reading.Read(new HeapDump(head.Version, head.IdLength, head.TakenAt, told.Cut ?? index.End), isWhole: !told.HasAny);
        told.AddFull(reading.IsFull, "owners, or objects that lead to them,", Limits.DumpNodes);
        return dump with { IsWhole = !told.HasAny };
    }

    /// <returns>The counts of each worker, and pieces that are known to be readable.</returns>
    static (IReadOnlyList<DumpCounting>, IReadOnlyList<DumpPiece>) Count(IDumpBytes bytes, int idLength, IReadOnlyList<DumpPiece> segments, DumpGaps told)
    {
        List<DumpPiece>[] cuts = new List<DumpPiece>[segments.Count];
        DumpFault?[] faults = new DumpFault?[segments.Count];
        IReadOnlyList<DumpCounting> counted = new DumpPasses(bytes, idLength, segments).Run(window => new DumpCounting(window), (counting, walk, number) =>
        {
            counting.Break();
            List<DumpPiece> pieces = cuts[number] = [];
            long start = segments[number].Start;
            faults[number] = walk.Walk(start, segments[number].End, at =>
            {
                pieces.Add(new DumpPiece(start, at));
                start = at;
            }, PieceBytes);
            long end = faults[number]?.At ?? segments[number].End;
            if (end > start)
                pieces.Add(new DumpPiece(start, end));
        }, _ => true);
        foreach (DumpFault? fault in faults)
            told.Add(fault);
        return (counted, [.. cuts.SelectMany(pieces => pieces)]);
    }
}
