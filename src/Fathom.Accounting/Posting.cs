using Fathom.Evidence;

namespace Fathom.Accounting;

/// <summary>Amounts on an account, with what the claim rests on.</summary>
public readonly record struct Posting(string Account, string Source, Amounts Amounts);

/// <summary>What one mapping contributes, by account.</summary>
public sealed record MappingPostings(Mapping? Mapping, IReadOnlyList<Posting> Postings)
{
    public Amounts Total => Postings.Aggregate(default(Amounts), (sum, posting) => sum + posting.Amounts);
}
