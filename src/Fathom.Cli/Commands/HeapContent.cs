using Fathom.Accounting.Census;
using Fathom.Accounting.Fingerprints;
using Fathom.Evidence;
using Fathom.Sources.Peeking;

namespace Fathom.Cli.Commands;

/// <summary>`capture --heap-content`: which texts to keep, so that `peek` finds them by the names of the census.</summary>
static class HeapContent
{
    /// <summary>Rows by bytes; the smaller ones come to little.</summary>
    const int Rows = 40;

    /// <summary>As many lines as a bundle hands out, and the bytes that `peek --hex` shows.</summary>
    const int Lines = 1000, Hex = 256;

    public static IReadOnlyList<PeekOptions> Choose(Snapshot snapshot, IReadOnlyList<Fingerprint> fingerprints, bool raw)
    {
        List<PeekOptions> parts = [Of(PeekWhere.All, "", null, raw)];
        HashSet<string> seen = [];
        foreach (CensusRow row in CensusRows.Of(snapshot, fingerprints).Rows.Take(Rows))
        {
            string owner = row.Owner ?? "unattributed";
            foreach (string name in (string[])[owner, owner + "/" + row.Structure])
            {
                if (seen.Add(name))
                    parts.Add(Of(PeekWhere.Groups, name, new PeekGroups(name, fingerprints).Of, raw));
            }
        }
        return parts;
    }

    static PeekOptions Of(PeekWhere where, string name, Func<Snapshot, IReadOnlySet<int>>? groups, bool raw) =>
        new(where) { Name = name, Groups = groups, Top = Lines, Hex = Hex, Raw = raw };
}
