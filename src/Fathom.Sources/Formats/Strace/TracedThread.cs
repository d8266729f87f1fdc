using Fathom.Sources.Formats.Calls;

namespace Fathom.Sources.Formats.Strace;

/// <summary>A thread of the log, and the call that it has begun and not finished.</summary>
sealed class TracedThread(int? tid, TracedSpace space)
{
    public int? Tid => tid;

    public TracedSpace Space { get; set; } = space;

    public UnfinishedCall Unfinished { get; } = new();

    /// <summary>The unfinished munmap was applied before its end was seen.</summary>
    public bool WasApplied { get; set; }

    /// <summary>What the unfinished mremap has left its place with; null while it stands there.</summary>
    public IReadOnlyList<LiveRange>? Detached { get; set; }
}
