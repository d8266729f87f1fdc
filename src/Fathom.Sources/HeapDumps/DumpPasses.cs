namespace Fathom.Sources.HeapDumps;

/// <summary>Goes through all pieces of the dump. Each worker takes its own share of them, so that the same dump gives the same answer.</summary>
sealed class DumpPasses(IDumpBytes bytes, int idLength, IReadOnlyList<DumpPiece> pieces)
{
    /// <summary>More of them would take memory for their windows, and wait for the disk.</summary>
    const int MostWorkers = 4;

    /// <summary>Each has a set of granules of 8 KiB.</summary>
    const int MostGroups = 4096;

    readonly int _inGroup = (pieces.Count + MostGroups - 1) / MostGroups;

    public IReadOnlyList<DumpPiece> Pieces => pieces;

    public int Groups => pieces.Count == 0 ? 0 : Group(pieces.Count - 1) + 1;

    /// <summary>Neighbouring pieces of a very large dump are one group, which one worker reads.</summary>
    public int Group(int piece) => piece / _inGroup;

    public IReadOnlyList<T> Run<T>(Func<DumpWindow, T> visitor, Action<T, int> begin, Func<int, bool> isWanted)
        where T : class, IDumpVisitor =>
        Run(visitor, (one, walk, piece) =>
        {
            begin(one, piece);
            walk.Walk(pieces[piece].Start, pieces[piece].End);
        }, isWanted);

    public IReadOnlyList<T> Run<T>(Func<DumpWindow, T> visitor, Action<T, DumpWalk<T>, int> go, Func<int, bool> isWanted)
        where T : class, IDumpVisitor
    {
        int workers = bytes.IsRandom ? Math.Clamp(Environment.ProcessorCount, 1, MostWorkers) : 1;
        T[] visitors = new T[workers];
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, worker =>
        {
            using DumpWindow window = new(bytes.Open(), idLength);
            T one = visitors[worker] = visitor(window);
            DumpWalk<T> walk = new(window, one);
            for (int piece = 0; piece < pieces.Count; piece++)
            {
                if (Group(piece) % workers == worker && isWanted(piece))
                    go(one, walk, piece);
            }
        });
        return visitors;
    }
}
