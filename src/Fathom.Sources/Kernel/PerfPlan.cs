namespace Fathom.Sources.Kernel;

/// <summary>An event of the kernel's: a tracepoint (type 2) or one of its own counters (type 1).</summary>
/// <param name="Filter">Which of a tracepoint's hits count; null for all.</param>
readonly record struct PerfSource(uint Type, ulong Config, string? Filter = null)
{
    public const uint Software = 1, Tracepoint = 2;
}

/// <summary>What is to be sampled, and what each sample shall carry.</summary>
sealed record PerfPlan(IReadOnlyList<PerfSource> Sources, SampleParts Parts)
{
    /// <summary>perf_regs.h of x86: DX, SI, DI, BP, SP, IP, R8, R10, in this order.</summary>
    public const ulong CallRegisters = 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8 | 1 << 16 | 1 << 18;

    public const int RegisterCount = 8;

    /// <summary>One of so many is a sample.</summary>
    public ulong Period { get; init; } = 1;

    /// <summary>Of the stack from its pointer up: what lies below the first frame with a frame pointer, and some callers more.</summary>
    public uint StackBytes { get; init; }

    /// <summary>Of one processor.</summary>
    public int RingBytes { get; init; } = 16 * 1024 * 1024;

    public long AllRingsBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Threads by their names whose samples need no chain, nor those of the threads that they begin; null where all have it.</summary>
    public Func<string, bool>? IsChainless { get; init; }
}
