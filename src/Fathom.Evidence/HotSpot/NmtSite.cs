namespace Fathom.Evidence.HotSpot;

/// <summary>A place in the JVM that allocates: one of <see cref="Malloc"/> and <see cref="Virtual"/> is set.</summary>
/// <param name="Tag">As printed; JDK 8 leaves it out where it is not known.</param>
public sealed record NmtSite(IReadOnlyList<NmtFrame> Stack, string? Tag)
{
    public NmtBlocks? Malloc { get; init; }

    public NmtVirtual? Virtual { get; init; }
}
