using Fathom.Accounting.Fingerprints;
using Fathom.Evidence.Census;

namespace Fathom.Accounting.Census;

/// <summary>What chunks without marks are by the class of the Java objects that hold them.</summary>
sealed class HolderNames
{
    readonly List<(string Class, Fingerprint Fingerprint)> _known = [];

    public HolderNames(IReadOnlyList<Fingerprint> fingerprints)
    {
        // Who asks for more says more: a chunk of a pool is a direct buffer, too.
        foreach (Fingerprint fingerprint in fingerprints.OrderByDescending(each => each.Referrers.Count > 0))
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
            if (!isForeign && Wildcard.Fits(holder, hold.Holder) && FitsReferrer(fingerprint, hold.Referrer))
                return new Blame(fingerprint.Owner, fingerprint.Name, fingerprint.Confidence) { Remedy = fingerprint.Remedy };
        }
        return blame;
    }

    static bool FitsReferrer(Fingerprint fingerprint, string? referrer) => fingerprint.Referrers.Count == 0
        || (referrer is not null && fingerprint.Referrers.Any(each => Wildcard.Fits(each, referrer)));
}
