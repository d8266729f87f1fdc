using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Sources.HeapDumps;

/// <summary>What went against the reading. Of many damages the first ones are told.</summary>
sealed class DumpGaps(string place, ICollection<Gap> gaps)
{
    const int MostFaults = 3;

    int _faults;

    public bool HasAny { get; private set; }

    /// <summary>Where the file ends too early; null where it does not.</summary>
    public long? Cut { get; private set; }

    public void Add(DumpFault? fault)
    {
        if (fault is not { } known)
            return;
        HasAny = true;
        if (known.IsCut)
            Cut = Math.Min(Cut ?? long.MaxValue, known.At);
        if (++_faults > MostFaults)
            return;
        string at = known.At.ToString(CultureInfo.InvariantCulture);
        gaps.Add(known.Why is { } why ? Gaps.HeapDumpDamaged.At(place, null, at, why) : Gaps.HeapDumpCut.At(place, null, at));
    }

    public void AddFull(bool isFull, string what, int most)
    {
        HasAny |= isFull;
        if (isFull)
            gaps.Add(Gaps.HeapDumpTooMuch.At(place, null, what, most.ToString("N0", CultureInfo.InvariantCulture)));
    }
}
