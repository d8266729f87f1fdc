using Fathom.Accounting.Fingerprints;
using Fathom.Evidence.Census;

namespace Fathom.Accounting.Census;

/// <summary>What chunks without marks are by the class of the Java objects that hold them.</summary>
sealed class HolderNames
{
    readonly List<(string Class, Fingerprint Fingerprint)> _known = [];

    public HolderNames(IReadOnlyList<Fingerprint> fingerprints)
    {
        foreach (Fingerprint fingerprint in fingerprints)
        {
            foreach (string holder in fingerprint.Chunks.Count == 0 ? fingerprint.Holders : [])
                _known.Add((holder, fingerprint));
        }
    }

    /// <summary>What a group's own words and tag say stands; a tag's structure is made plainer.</summary>
    public Blame Of(Blame blame, ChunkGroup group, Hold hold)
    {
        if (hold.Holder is null || blame.IsPart || (blame.IsProven && group.NmtTag is null))
            return blame;
        foreach ((string holder, Fingerprint fingerprint) in _known)
        {
            bool isForeign = group.NmtTag is not null && fingerprint.Owner != blame.Owner;
            if (!isForeign && Wildcard.Fits(holder, hold.Holder))
                return new Blame(fingerprint.Owner, fingerprint.Name, fingerprint.Confidence) { Remedy = fingerprint.Remedy };
        }
        return blame;
    }
}
