using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Saved;
using Fathom.Sources.Profiles;

namespace Fathom.Sources.Files;

/// <summary>Dumps of a day do not fit into memory: of more than some, those stay that are farthest from their neighbours in time, and the first and the last.</summary>
sealed class HeldProfiles(List<SavedPiece> pieces)
{
    readonly List<(int Piece, long Number)> _held = [];

    /// <summary>So many were read, and are not held.</summary>
    public int LeftOut { get; private set; }

    public void Add(int piece)
    {
        if (pieces[piece].Content is not AllocationProfile)
            return;
        // Without a number they come in the order in which they were given.
        (int Piece, long Number) added = (piece, DumpName.Of(pieces[piece].File).Sequence ?? _held.Count);
        int at = _held.FindLastIndex(each => each.Number <= added.Number) + 1;
        _held.Insert(at, added);
        if (_held.Count <= Limits.ProfilesOfCase)
            return;
        int least = Least();
        pieces[_held[least].Piece] = pieces[_held[least].Piece] with { Content = null };
        _held.RemoveAt(least);
        LeftOut++;
    }

    int Least()
    {
        (int least, long span) = (1, long.MaxValue);
        for (int i = 1; i < _held.Count - 1; i++)
        {
            if (_held[i + 1].Number - _held[i - 1].Number is var between && between < span)
                (least, span) = (i, between);
        }
        return least;
    }
}
