using Fathom.Evidence;
using Fathom.Evidence.Profiles;

namespace Fathom.Sources.Profiles;

/// <summary>Moments of one file. Of more than can be kept each second one goes, so that the course is still told from the first on.</summary>
sealed class SnapshotList
{
    readonly List<ProfileSnapshot> _kept = [];
    int _step = 1;
    int _seen;

    public IReadOnlyList<ProfileSnapshot> Kept => _kept;

    public int Seen => _seen;

    public bool WasThinned => _step > 1;

    public void Add(ProfileSnapshot snapshot)
    {
        if (_seen++ % _step != 0)
            return;
        if (_kept.Count == Limits.ProfileSnapshots)
        {
            for (int i = 0; i < _kept.Count; i++)
            {
                if (i % 2 == 0)
                    _kept[i / 2] = _kept[i];
            }
            _kept.RemoveRange((_kept.Count + 1) / 2, _kept.Count / 2);
            _step *= 2;
            if ((_seen - 1) % _step != 0)
                return;
        }
        _kept.Add(snapshot);
    }
}
