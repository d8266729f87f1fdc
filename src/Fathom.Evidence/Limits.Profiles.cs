namespace Fathom.Evidence;

public static partial class Limits
{
    /// <summary>Different frames of one profile; of 40 bytes each.</summary>
    public const int ProfileFrames = 4_000_000;

    /// <summary>Nodes of a profile's tree of stacks; of 8 bytes each, and as much again to find them.</summary>
    public const int ProfileStacks = 16_000_000;

    public const int ProfileSamples = 16_000_000;

    /// <summary>jemalloc keeps 128 frames (PROF_BT_MAX), gperftools 254, the JDK's recorder up to 2,048.</summary>
    public const int ProfileDepth = 4096;

    /// <summary>Values of one sample; pprof's have up to four.</summary>
    public const int ProfileColumns = 16;

    /// <summary>Events of one recording of perf, of up to three columns each.</summary>
    public const int PerfEvents = 32;

    /// <summary>Records that wait for older ones from other processors; perf itself empties its rings long before.</summary>
    public const int PerfWaitingBytes = 64 * 1024 * 1024;

    /// <summary>Tracepoints that a recording describes; a kernel has some 2,500.</summary>
    public const int PerfFormats = 20_000;

    public const int PerfFields = 128;

    /// <summary>One section behind the data: names, build-ids, formats.</summary>
    public const int PerfSectionBytes = 64 * 1024 * 1024;

    /// <summary>Attributes: one for each event, or for each event and processor.</summary>
    public const int PerfAttributes = 16_384;

    /// <summary>Mappings of all processes of a recording.</summary>
    public const int PerfMappings = 4_000_000;

    /// <summary>Names of functions, files and threads together.</summary>
    public const long ProfileTextBytes = 512L * 1024 * 1024;

    /// <summary>Unpacked, of a profile in a binary form, which is held while it is read.</summary>
    public const int ProfileFileBytes = 1024 * 1024 * 1024;

    public const int ProfileFiles = 10_000;

    /// <summary>Moments of one file; massif makes 100 if it is not told otherwise.</summary>
    public const int ProfileSnapshots = 250;

    /// <summary>Held at once where profiles are files of a case, beside whatever else was given.</summary>
    public const int ProfilesOfCase = 24;
}
