using Fathom.Evidence.HotSpot;

namespace Fathom.Evidence.Saved;

/// <summary>A machine's memory as free, the head of top or /proc/meminfo tell it.</summary>
public sealed record MachineMemory
{
    public RoundedSize? Total { get; init; }

    /// <summary>Since procps 4 what is not available; before, what is neither free nor cache.</summary>
    public RoundedSize? Used { get; init; }

    public RoundedSize? Free { get; init; }

    public RoundedSize? Shared { get; init; }

    public RoundedSize? Buffers { get; init; }

    /// <summary>The page cache; with the buffers where the tool shows one figure for both.</summary>
    public RoundedSize? Cached { get; init; }

    public RoundedSize? Available { get; init; }

    public RoundedSize? SwapTotal { get; init; }

    public RoundedSize? SwapUsed { get; init; }

    public RoundedSize? SwapFree { get; init; }

    /// <summary>Every line of /proc/meminfo; empty for the tools.</summary>
    public IReadOnlyList<NamedSize> Lines { get; init; } = [];

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}

/// <summary>A size under the name that its source gives it.</summary>
public readonly record struct NamedSize(string Name, Bytes Size);
