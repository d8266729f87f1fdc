namespace Fathom.Evidence;

/// <summary>
/// Caps on everything that comes from a target or a file. Each is far above what a real process shows and low enough
/// that a hostile one cannot make us grow or run on.
/// </summary>
public static partial class Limits
{
    /// <summary>vm.max_map_count is 65,530 by default and 1,048,576 on tuned hosts.</summary>
    public const int Mappings = 2_000_000;

    /// <summary>Far above user space (2^56), so that sums over all mappings of a garbled file fit in 63 bits.</summary>
    public const ulong UserSpaceEnd = 1UL << 62;

    /// <summary>Far below the gate page, the only mapping of the kernel's half.</summary>
    public const ulong GateSpaceStart = 0xff00UL << 48;

    public const int Threads = 500_000;

    /// <summary>Open files whose names are asked for, at 2 us each; the rest is only counted.</summary>
    public const int NamedFiles = 20_000;

    public const int ProcFileBytes = 64 * 1024 * 1024;

    public const int SmapsBytes = 1024 * 1024 * 1024;

    public const int CommandLineBytes = 256 * 1024;

    public const int NameBytes = 4096;

    public const int ElfProgramHeaders = 10_000;

    public const int ElfSections = 100_000;

    public const int ElfSymbols = 10_000_000;

    public const int ElfHashSteps = 100_000;

    public const int ElfNoteBytes = 64 * 1024 * 1024;

    /// <summary>Entries of a dynamic section; libjvm has 30.</summary>
    public const int ElfDynamicEntries = 4096;

    /// <summary>Places in a string table that end like a wanted name; "free" ends 300 names of libjvm.</summary>
    public const int ElfNameMatches = 100_000;

    /// <summary>Symbols held sorted in memory for one image, 32 bytes each; libjvm has 70,000.</summary>
    public const int ElfIndexedSymbols = 2_000_000;

    /// <summary>.eh_frame; libjvm's has 2 MB, a browser's 30.</summary>
    public const int ElfFrameBytes = 256 * 1024 * 1024;

    public const int ElfFunctions = 4_000_000;

    /// <summary>SHA-1 build-ids have 20 bytes.</summary>
    public const int ElfBuildIdBytes = 64;

    /// <summary>No library is this long; a sparse file of any length costs a hostile container nothing.</summary>
    public const long MappedFileBytes = 64L * 1024 * 1024 * 1024;

    /// <summary>A core has a program header for each mapping, more than any library (PN_XNUM, elf(5)).</summary>
    public const int CoreSegments = Mappings;

    /// <summary>One NT_PRSTATUS, NT_FPREGSET, NT_X86_XSTATE … for each thread.</summary>
    public const int CoreNotes = 8 * Threads;

    /// <summary>Regions, sites, classes, threads or flags of one HotSpot report; 100,000 classes are seen in the field.</summary>
    public const int ReportRows = 2_000_000;

    /// <summary>Lines of a report kept although nobody read them; VM.info of a large JVM has 10,000 such.</summary>
    public const int UnreadLines = 20_000;

    /// <summary>… and of what length together.</summary>
    public const int UnreadBytes = 4 * 1024 * 1024;

    /// <summary>Frames of an allocation site; NMT keeps four (NMT_TrackingStackDepth).</summary>
    public const int NmtFrames = 64;

    /// <summary>Memory tags of NMT; JDK 25 has 28.</summary>
    public const int NmtTags = 1000;

    /// <summary>Java frames of one thread in a dump; MaxJavaStackTraceDepth is 1,024 unless somebody raised it.</summary>
    public const int DumpedFrames = 100_000;

    /// <summary>Pieces of one saved text; a log of a day with a report each minute has 1,440.</summary>
    public const int SavedPieces = 20_000;

    /// <summary>Files of one case, with those in folders and archives.</summary>
    public const int SavedFiles = 1_000;

    /// <summary>Of one saved text, unpacked: smaps of 100,000 mappings is 80 MB.</summary>
    public const int SavedTextBytes = 512 * 1024 * 1024;

    /// <summary>A log as long as this is followed line by line, not held.</summary>
    public const int LongTextBytes = 8 * 1024 * 1024;

    /// <summary>How much longer a text may be than its packed form. deflate packs zeros 1,032 times, repetitive logs 60 times.</summary>
    public const int PackedRatio = 200;

    public static readonly TimeSpan ReadDeadline = TimeSpan.FromSeconds(5);
}
