using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Census;
using Fathom.Sources.HotSpot.Nmt;
using Fathom.Sources.Peeking;

namespace Fathom.Sources;

/// <summary>What of a process to look at beyond the ordinary.</summary>
public sealed record LookOptions
{
    /// <summary>Read smaps: it holds the target's mmap lock for about 10 ms a GiB.</summary>
    public bool Smaps { get; init; }

    /// <summary>Walk malloc's arenas chunk by chunk: about 0.2 s a GiB of them.</summary>
    public bool Arenas { get; init; }

    /// <summary>Sort malloc's live chunks into groups, which is a walk over the arenas too; null leaves it.</summary>
    public CensusOptions? Census { get; init; }

    internal bool Walks => Arenas || Census is not null;

    /// <summary>Stop the target for so long at most while maps, pages and memory are read; null: it runs on.</summary>
    public TimeSpan? Freeze { get; init; }

    /// <summary>Show command lines as they are, secrets included.</summary>
    public bool Raw { get; init; }

    /// <summary>Read what only `jvm` shows: counters, spaces, metaspace, code cache, classes, buffers.</summary>
    public bool JvmFigures { get; init; }

    /// <summary>Count the open files by kind.</summary>
    public bool OpenFiles { get; init; }

    /// <summary>
    /// Search malloc's memory for the blocks of a JVM that runs with native memory tracking: about a third of a second a
    /// GiB. Null leaves it.
    /// </summary>
    public NmtBlockOptions? NmtBlocks { get; init; }

    /// <summary>Read what the target's container is made of, its other processes too; their shares where smaps is asked for.</summary>
    public bool Container { get; init; }

    /// <summary>The part of memory to show; null where none is asked for.</summary>
    public PeekOptions? Peek { get; init; }

    /// <summary>Texts of memory to keep beside what was found; null where nobody stores them.</summary>
    public ContentsOptions? Contents { get; init; }

    /// <summary>What the JVM was asked before the look; null where it was not asked.</summary>
    public JvmAnswers? Answers { get; init; }

    /// <summary>What acts before the look leave in the target.</summary>
    public IReadOnlyList<string> LeftBehind { get; init; } = [];

    /// <summary>Is handed each file of /proc by its name, as it was read; null where nobody stores them.</summary>
    public Action<string, byte[]>? Keep { get; init; }

    /// <summary>Is handed the texts that a case was joined from; null where nobody stores them.</summary>
    public Action<Files.GivenFiles>? KeepGiven { get; init; }

    /// <summary>What of the look was asked for beyond the ordinary.</summary>
    public LookParts Asked =>
        If(Smaps, LookParts.Shares) | If(Walks, LookParts.Malloc) | If(Census is not null, LookParts.Census)
        | If(Census is { Lost: true }, LookParts.Reach) | If(JvmFigures, LookParts.Figures) | If(OpenFiles, LookParts.OpenFiles)
        | If(NmtBlocks is not null, LookParts.NmtBlocks) | If(Container, LookParts.Container) | If(Answers is not null, LookParts.Answers)
        | If(Peek is not null || Contents is not null, LookParts.Peek);

    static LookParts If(bool asked, LookParts part) => asked ? part : LookParts.None;

    public TimeSpan Deadline { get; init; } = Fathom.Evidence.Limits.ReadDeadline;
}
