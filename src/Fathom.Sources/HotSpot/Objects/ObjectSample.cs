namespace Fathom.Sources.HotSpot.Objects;

/// <summary>
/// Pieces of the heap in an order without pattern, as many as there is time for. Each piece counts the objects that begin
/// in it; how much the pieces differ tells how far the whole may be from what they say.
/// </summary>
sealed class ObjectSample
{
    public const long Piece = 256 * 1024;

    const int Warming = 16;

    readonly HeapMoment _moment;
    readonly OwnerTable _owners;
    readonly long[] _firstPiece;
    readonly Dictionary<OwnedClass.Kind, Spread> _spreads = [];

    public ObjectSample(HeapMoment moment, OwnerTable owners)
    {
        _moment = moment;
        _owners = owners;
        _firstPiece = new long[moment.Parts.Count + 1];
        for (int i = 0; i < moment.Parts.Count; i++)
            _firstPiece[i + 1] = _firstPiece[i] + ((moment.Parts[i].Used.Length.Value + Piece - 1) / Piece);
    }

    public long Pieces => _firstPiece[^1];

    public long Taken { get; private set; }

    public double Share => Pieces == 0 || Taken == 0 ? 1 : (double)Taken / Pieces;

    sealed class Spread
    {
        public long Before;
        public double Squares;
    }

    public void Take<TVisitor>(HeapWalk<TVisitor> walk)
        where TVisitor : struct, IHeapVisitor
    {
        // Steps that have no factor in common with the number of pieces come to each of them once.
        long step = Coprime((long)(Pieces * 0.618) | 1), piece = Pieces / 3;
        for (long i = 0; i < Pieces && TakePiece(walk, piece); i++, piece = (piece + step) % Pieces)
            Taken++;
    }

    /// <summary>How far a sum over the pieces may be from the whole, at two standard errors.</summary>
    public long ErrorOf(OwnedClass.Kind kind)
    {
        if (Taken < 2 || !_spreads.TryGetValue(kind, out Spread? spread))
            return 0;
        double mean = (double)kind.Count / Taken;
        double variance = Math.Max(0, (spread.Squares - (Taken * mean * mean)) / (Taken - 1));
        return (long)Math.Ceiling(2 * Pieces * Math.Sqrt(variance / Taken * (1 - Share)));
    }

    /// <summary>The beginnings of some parts, to get to know the common classes: a search believes no others.</summary>
    public void Warm<TVisitor>(HeapWalk<TVisitor> walk)
        where TVisitor : struct, IHeapVisitor
    {
        int every = Math.Max(1, _moment.Parts.Count / Warming);
        for (int i = 0; i < _moment.Parts.Count; i += every)
        {
            HeapPart part = _moment.Parts[i];
            walk.Walk(part, part.Used.Start.Value, part.Used.Start.Value + Piece);
        }
    }

    bool TakePiece<TVisitor>(HeapWalk<TVisitor> walk, long piece)
        where TVisitor : struct, IHeapVisitor
    {
        int index = Array.BinarySearch(_firstPiece, piece);
        // Parts without pieces do not occur: the last that begins here is the one.
        HeapPart part = _moment.Parts[index >= 0 ? index : ~index - 1];
        ulong from = part.Used.Start.Value + (ulong)((piece - _firstPiece[index >= 0 ? index : ~index - 1]) * Piece);
        ulong until = Math.Min(part.Used.End.Value, from + (ulong)Piece);
        if (from != part.Used.Start.Value)
        {
            if (part.IsSingle)
                return true;
            if (walk.Synchronise(part, from, until) is not { } first)
                return false;
            from = first;
        }
        if (from < until && walk.Walk(part, from, until) is null)
            return false;
        Note();
        return true;
    }

    void Note()
    {
        foreach (OwnedClass owned in _owners.Classes)
        {
            foreach (OwnedClass.Kind kind in owned.Kinds)
            {
                if (kind.Count == 0)
                    continue;
                if (!_spreads.TryGetValue(kind, out Spread? spread))
                    _spreads[kind] = spread = new Spread();
                double here = kind.Count - spread.Before;
                spread.Squares += here * here;
                spread.Before = kind.Count;
            }
        }
    }

    long Coprime(long step)
    {
        for (step = Math.Max(1, step); Divisor(step, Pieces) > 1; step++)
        {
        }
        return step;
    }

    static long Divisor(long a, long b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }
}
