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

    /// <summary>Names of functions, files and threads together.</summary>
    public const long ProfileTextBytes = 512L * 1024 * 1024;

    /// <summary>Unpacked, of a profile in a binary form, which is held while it is read.</summary>
    public const int ProfileFileBytes = 1024 * 1024 * 1024;

    public const int ProfileFiles = 10_000;
}
