namespace Fathom.Evidence.HotSpot;

/// <summary>Compiler.codecache (HotSpot: code/codeCache.cpp, print_summary).</summary>
public sealed record CodeCacheReport
{
    /// <summary>The segments, or the one heap where ReservedCodeCacheSize is below 240 MB.</summary>
    public IReadOnlyList<CodeHeap> Heaps { get; init; } = [];

    /// <summary>The line that 21 and 25 add below the segments. It repeats them: not to be counted with them.</summary>
    public CodeHeap? Total { get; init; }

    public long? Blobs { get; init; }

    public long? Methods { get; init; }

    public long? Adapters { get; init; }

    /// <summary>How often a heap had no room; printed by 17 and later.</summary>
    public long? TimesFull { get; init; }

    public bool? CompilerEnabled { get; init; }

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}
