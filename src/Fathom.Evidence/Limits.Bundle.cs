namespace Fathom.Evidence;

public static partial class Limits
{
    /// <summary>Parts of one frame: files of /proc, answers of the JVM, texts of its memory.</summary>
    public const int BundleParts = 4096;

    public const int BundlePartNameBytes = 512;

    /// <summary>Bytes of a part before they are packed; smaps of a process with 65,530 mappings has 60 MB.</summary>
    public const long BundlePartBytes = SmapsBytes;

    /// <summary>What is packed at once: as much memory as any bundle can make a reader take.</summary>
    public const int BundleBlockBytes = 128 * 1024;

    /// <summary>128 GiB of plain bytes.</summary>
    public const int BundleBlocks = 1_000_000;

    /// <summary>Elements of all lists of a snapshot; its pages are counted apart.</summary>
    public const long StoredRows = 8_000_000;

    /// <summary>Runs of pages: a fragmented heap of 32 GiB has four million.</summary>
    public const long StoredRuns = 64_000_000;

    public const int StoredTextBytes = 4 * 1024 * 1024;
}
