namespace Fathom.Evidence;

public static partial class Limits
{
    /// <summary>A chunk of a recording is held while it is read. The JDK makes them of 12 MB (maxchunksize), async-profiler of 100 MB (chunksize).</summary>
    public const int FlightChunkBytes = 1024 * 1024 * 1024;

    /// <summary>Types that a chunk describes; the JDK's some 500.</summary>
    public const int FlightTypes = 64 * 1024;

    /// <summary>Fields of all types of a chunk; the JDK's some 3,000.</summary>
    public const int FlightFields = 1024 * 1024;

    /// <summary>Constants of a chunk whose places are kept, of some 30 bytes each.</summary>
    public const int FlightConstants = 8_000_000;

    /// <summary>Different figures of a recording, each of one event, key and field.</summary>
    public const int FlightSeries = 4096;

    /// <summary>Samples kept of one figure.</summary>
    public const int FlightPoints = 128;

    /// <summary>Allocations and frees of one chunk, held to be put in order of time; of 40 bytes each.</summary>
    public const int FlightAllocations = 8_000_000;

    /// <summary>Blocks that are in use at one time.</summary>
    public const int FlightBlocks = 16_000_000;

    public const int FlightGaps = 8;
}
