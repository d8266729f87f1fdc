using Fathom.Evidence;

namespace Fathom.Accounting;

/// <summary>A mapping with what is in it, resident or not.</summary>
public readonly record struct MapLine(Mapping Mapping, IReadOnlyList<Posting> Postings, MappingUsage? Usage)
{
    public Amounts Total => Postings.Aggregate(default(Amounts), (sum, posting) => sum + posting.Amounts);

    /// <summary>All mappings in address order, those without a page in memory included.</summary>
    public static IEnumerable<MapLine> Of(Snapshot snapshot)
    {
        using IEnumerator<MappingPostings> filled =
            Ledger.ByMapping(snapshot).Where(postings => postings.Mapping is not null).GetEnumerator();
        bool more = filled.MoveNext();
        for (int i = 0; i < snapshot.Mappings.Count; i++)
        {
            Mapping mapping = snapshot.Mappings[i];
            IReadOnlyList<Posting> postings = [];
            if (more && ReferenceEquals(filled.Current.Mapping, mapping))
            {
                postings = filled.Current.Postings;
                more = filled.MoveNext();
            }
            yield return new MapLine(mapping, postings, snapshot.Usage?[i]);
        }
    }
}
