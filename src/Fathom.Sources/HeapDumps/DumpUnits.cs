namespace Fathom.Sources.HeapDumps;

/// <summary>What one worker reads at once: a segment, or a part of a long one.</summary>
/// <param name="Stop">It reads to the first place between records that is not before this.</param>
/// <param name="End">Of the segment.</param>
/// <param name="IsInner">Its first record is somewhere behind its start.</param>
readonly record struct DumpUnit(long Start, long Stop, long End, bool IsInner)
{
    /// <summary>A segment of gigabytes (JDK 8 has one for all) would be read by one processor alone.</summary>
    const long Longest = 32 << 20, Part = 16 << 20;

    public static List<DumpUnit> Of(IReadOnlyList<DumpPiece> segments, bool inParts)
    {
        List<DumpUnit> units = [];
        foreach (DumpPiece segment in segments)
        {
            long part = inParts && segment.End - segment.Start > Longest ? Part : long.MaxValue;
            for (long start = segment.Start; start < segment.End;)
            {
                long stop = segment.End - start <= part ? segment.End : start + part;
                units.Add(new DumpUnit(start, stop, segment.End, start > segment.Start));
                start = stop;
            }
        }
        return units;
    }
}

/// <summary>What came of a unit: where its first record was found, and where its last one ended.</summary>
/// <param name="Begin">Below zero where none was found.</param>
readonly record struct DumpUnitRead(long Begin, long End, DumpFault? Fault);

static class DumpWorkers
{
    /// <summary>More of them would take memory for their windows, and wait for the disk.</summary>
    const int Most = 4;

    public static int Number(IDumpBytes bytes, int tasks) => bytes.IsRandom ? Math.Clamp(Environment.ProcessorCount, 1, Math.Clamp(tasks, 1, Most)) : 1;

    /// <summary>Each worker takes the next task as soon as it has ended one, in ascending order.</summary>
    public static void Run(int workers, int tasks, Action<int, Func<int>> work)
    {
        int next = -1;
        int Next() => Interlocked.Increment(ref next) is var task && task < tasks ? task : -1;
        if (workers == 1)
            work(0, Next);
        else
            Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, worker => work(worker, Next));
    }
}
