using Fathom.Evidence.Census;
using Fathom.Evidence.Container;
using Fathom.Evidence.Malloc;
using Fathom.Evidence.Peeking;
using Fathom.Evidence.Saved;

namespace Fathom.Evidence;

/// <summary>One observation of a process. All that accounts, rules and views ever see.</summary>
public sealed record Snapshot
{
    public required DateTimeOffset TakenAt { get; init; }

    public required Target Target { get; init; }

    /// <summary>Read straight after the pages were, so that both tell of the same moment.</summary>
    public ProcessStatus Status { get; init; } = new();

    public ProcessLimits Limits { get; init; } = new();

    /// <summary>In address order, none overlapping.</summary>
    public IReadOnlyList<Mapping> Mappings { get; init; } = [];

    /// <summary>Null where pages could not be read: then <see cref="Usage"/> has to do.</summary>
    public PageRuns? Pages { get; init; }

    /// <summary>What smaps counted, mapping by mapping in the order of <see cref="Mappings"/>; null if it was not read.</summary>
    public IReadOnlyList<MappingUsage>? Usage { get; init; }

    /// <summary>Whether anything tells what is in memory; without it a ledger would be one of zeros.</summary>
    public bool HasSizes => Pages is not null || Usage is not null;

    public IReadOnlyList<ThreadStack> Threads { get; init; } = [];

    public MallocPlaces Malloc { get; init; } = MallocPlaces.None;

    /// <summary>What those places hold, chunk by chunk; null where nobody asked for the walk, or it could not be made.</summary>
    public MallocState? MallocState { get; init; }

    /// <summary>Its live chunks in groups; null where nobody asked for a census, or it could not be made.</summary>
    public ChunkCensus? Census { get; init; }

    /// <summary>What stands in a part of its memory; null where nobody asked (`peek` does).</summary>
    public MemoryContents? Contents { get; init; }

    /// <summary>Null where no HotSpot is in it, or its structures could not be read.</summary>
    public JvmState? JvmState { get; init; }

    public IReadOnlyList<LoadedImage> Images { get; init; } = [];

    /// <summary>File systems whose pages are huge and counted outside Rss.</summary>
    public IReadOnlySet<Device> HugetlbDevices { get; init; } = new HashSet<Device>();

    public CgroupUsage? Cgroup { get; init; }

    /// <summary>What it is made of; null where nobody asked, it cannot be read, or it is all of the machine.</summary>
    public ContainerMemory? Container { get; init; }

    /// <summary>Null where nobody asked, or it may not be listed.</summary>
    public OpenFiles? OpenFiles { get; init; }

    /// <summary>The texts it was joined from; null where it was looked at, or its files are those of /proc alone.</summary>
    public SavedTexts? Saved { get; init; }

    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    public required Cost Cost { get; init; }
}
