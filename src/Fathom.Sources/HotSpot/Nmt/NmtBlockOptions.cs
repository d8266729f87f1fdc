using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Nmt;

/// <summary>How much a search for the JVM's malloc blocks may cost.</summary>
public sealed record NmtBlockOptions
{
    /// <summary>Memory looked through at most; the inside of a large block is not looked through.</summary>
    public Bytes Most { get; init; } = Bytes.FromMiB(8 * 1024);

    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Sites that are told one by one.</summary>
    public int Sites { get; init; } = 100;
}
