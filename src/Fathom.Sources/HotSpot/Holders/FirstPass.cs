using Fathom.Sources.HotSpot.Objects;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>
/// The first pass of a climb, made while the heap is gone through for holders: who refers to one of them is looked for in
/// the words that are at hand, from the window on in which it was found. The next pass looks in those before it.
/// </summary>
sealed class FirstPass : IStretchSink
{
    /// <summary>Of more of them most are forgotten again: then this pass is given up, and made once it is known which are kept.</summary>
    const int MostHolders = HeldChunks.MostOfAll;

    readonly HeapStretches _stretches;
    readonly HeldChunks _held;
    readonly Climb _climb;
    readonly ReferenceSieve _sieve;
    readonly HeapWalk<ReferenceVisitor> _walk;
    readonly List<Holding> _fresh = [];
    int _started;
    bool _isGivenUp;

    public FirstPass(HeapStretches stretches, HeldChunks held, Climb climb, ReferenceSieve sieve, HeapWalk<ReferenceVisitor> walk)
    {
        (_stretches, _held, _climb, _sieve, _walk) = (stretches, held, climb, sieve, walk);
        held.Fresh = _fresh;
        climb.Pass = 1;
        climb.Graph.Begin(1);
    }

    /// <summary>All windows were looked through, and understood.</summary>
    public bool IsWhole => !_isGivenUp && _walk.Proof is { PassedOver: 0, Unread: 0 };

    public void Passed(in HeapPart part, in HeapStretch stretch, ReadOnlySpan<byte> bytes)
    {
        _stretches.Passed(part, stretch, bytes);
        if (_isGivenUp)
            return;
        Start(stretch.Start - 1);
        ulong length = stretch.End - stretch.Start;
        // What is longer ends with a long array, whose rest its visitor reads.
        bool mayMatter = _climb.Graph.Wanted > 0 && (length > (ulong)bytes.Length || _sieve.MayMatter(bytes[..(int)length]));
        if (_started > MostHolders || (mayMatter && !_walk.WalkAgain(part, stretch, null)))
            GiveUp();
    }

    void Start(ulong since)
    {
        foreach (Holding each in _fresh)
            _climb.Start(each, since);
        _started += _fresh.Count;
        _fresh.Clear();
    }

    void GiveUp()
    {
        _isGivenUp = true;
        _held.Fresh = null;
    }
}
