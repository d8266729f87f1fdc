using Fathom.Evidence;

namespace Fathom.Sources.HeapDumps;

/// <summary>The first pass over all objects, by as many workers as there are processors.</summary>
sealed class DumpSurvey(IDumpBytes bytes, int idLength, IReadOnlyList<DumpPiece> segments, DumpClasses classes, long length)
{
    /// <summary>For a way up some blocks are read again: the smaller they are, the less is; each takes 64 bytes of memory.</summary>
    const long LeastBlock = 32 * 1024;
    const long MostBlocks = 256 * 1024;

    List<DumpUnit> _units = [];
    DumpUnitRead[] _read = [];
    List<DumpBlock>[] _blocks = [];

    public IReadOnlyList<DumpSumming> Sums { get; private set; } = [];

    public IEnumerable<DumpFault?> Faults => _read.Select(unit => unit.Fault);

    /// <summary>In the order of the dump.</summary>
    public List<DumpBlock> Blocks()
    {
        List<DumpBlock> all = [];
        foreach (List<DumpBlock> unit in _blocks)
            all.AddRange(unit);
        return all;
    }

    public void Run()
    {
        Run(inParts: bytes.IsRandom);
        if (!IsChain())
            Run(inParts: false);
    }

    void Run(bool inParts)
    {
        _units = DumpUnit.Of(segments, inParts);
        (_read, _blocks) = (new DumpUnitRead[_units.Count], new List<DumpBlock>[_units.Count]);
        int workers = DumpWorkers.Number(bytes, _units.Count);
        long room = Math.Min(Limits.DumpReferences, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 / sizeof(uint));
        DumpSumming[] sums = new DumpSumming[workers];
        DumpWorkers.Run(workers, _units.Count, (worker, next) =>
        {
            using DumpWindow window = new(bytes.Open(), idLength), sync = new(bytes.Open(), idLength, DumpWindow.Leap);
            DumpSumming sum = sums[worker] = new DumpSumming(classes, window, new FarReferences(room / workers));
            DumpWalk<DumpSumming.Visitor> walk = new(window, new DumpSumming.Visitor(sum), Math.Max(LeastBlock, length / MostBlocks));
            DumpSync between = new(sync, classes);
            for (int unit = next(); unit >= 0; unit = next())
                _read[unit] = Read(_units[unit], _blocks[unit] = [], sum, walk, window, between);
        });
        Sums = sums;
    }

    static DumpUnitRead Read(in DumpUnit unit, List<DumpBlock> blocks, DumpSumming sum, DumpWalk<DumpSumming.Visitor> walk, DumpWindow window, DumpSync between)
    {
        long start = unit.IsInner ? between.Find(unit) : unit.Start;
        if (start < 0)
            return new DumpUnitRead(-1, -1, null);
        sum.Begin(start, blocks);
        DumpFault? fault = walk.Walk(start, unit.Stop, unit.End);
        long end = fault?.At ?? window.Position;
        if (end > start)
            sum.Cut(end);
        return new DumpUnitRead(start, end, fault);
    }

    /// <summary>Each part of a segment begins where the one before it ends, or has no beginning of a record at all.</summary>
    bool IsChain()
    {
        long expected = 0;
        for (int i = 0; i < _units.Count; i++)
        {
            (long begin, long end, DumpFault? fault) = _read[i];
            if (_units[i].IsInner && (begin < 0 ? expected < _units[i].Stop : begin != expected))
                return false;
            if (begin >= 0)
                expected = fault is null ? end : long.MaxValue;
        }
        return true;
    }
}
