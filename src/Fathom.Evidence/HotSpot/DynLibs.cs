namespace Fathom.Evidence.HotSpot;

/// <summary>VM.dynlibs: the lines of /proc/PID/maps, as the JVM itself sees them.</summary>
public sealed record DynLibs
{
    public IReadOnlyList<Mapping> Mappings { get; init; } = [];

    /// <summary>The count that 21 and later print; null before.</summary>
    public long? Count { get; init; }

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}
