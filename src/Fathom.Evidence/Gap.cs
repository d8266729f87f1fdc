namespace Fathom.Evidence;

/// <summary>What could not be read, and what follows from that. Missing evidence is evidence.</summary>
/// <param name="Id">The key of its text in <see cref="Gaps"/> and docs/errors.md.</param>
/// <param name="What">What is missing.</param>
/// <param name="Where">The file, address or thread it was looked for in.</param>
/// <param name="Errno">The kernel's own word (EACCES), where there is one.</param>
/// <param name="So">What the answer lacks because of it.</param>
/// <param name="Try">What the user can do about it.</param>
public sealed record Gap(string Id, string What, string Where, string? Errno, string So, string Try)
{
    /// <summary>Parts of the look that it leaves a hole in; none where it is in all of it.</summary>
    public LookParts Parts { get; init; }

    /// <summary>The same words are the same gap, whoever met it.</summary>
    public bool Equals(Gap? other) =>
        other is not null && (Id, What, Where, Errno, So, Try) == (other.Id, other.What, other.Where, other.Errno, other.So, other.Try);

    public override int GetHashCode() => HashCode.Combine(Id, What, Where, Errno);
}
