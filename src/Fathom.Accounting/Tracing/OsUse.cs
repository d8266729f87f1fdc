using Fathom.Evidence;
using Fathom.Evidence.Tracing;

namespace Fathom.Accounting.Tracing;

/// <summary>What memory from the kernel is for, as its shape and the callers of the call tell.</summary>
public enum OsPurpose
{
    Arena,
    MainArena,

    /// <summary>A block that malloc maps for itself, as it is large.</summary>
    Block,
    Stack,
    Jvm,
    Loader,
    Other,
    File,
}

/// <summary>A sum of rows.</summary>
public sealed record OsAmounts
{
    public long Calls { get; private init; }

    public Bytes Mapped { get; private init; }

    /// <summary>Of what was mapped here, whoever gave it back.</summary>
    public Bytes Unmapped { get; private init; }

    /// <summary>By the calls of these rows, whoever had mapped it.</summary>
    public Bytes Released { get; private init; }

    public Bytes Advised { get; private init; }

    public int ArenaHeaps { get; private init; }

    public Bytes Net => Mapped - Unmapped;

    public OsAmounts With(OsRow row) => new()
    {
        Calls = Calls + row.Calls,
        Mapped = Sum(Mapped, row.Mapped),
        Unmapped = Sum(Unmapped, row.Unmapped),
        Released = Sum(Released, row.Released),
        Advised = Sum(Advised, row.Advised),
        ArenaHeaps = ArenaHeaps + row.ArenaHeaps,
    };

    /// <summary>A target may map and unmap what has no end: the sums have one.</summary>
    static Bytes Sum(Bytes one, Bytes other) => new(one.Value > long.MaxValue - other.Value ? long.MaxValue : one.Value + other.Value);
}

/// <summary>Who asked the kernel for memory, what for, and on whose behalf.</summary>
/// <param name="Native">The innermost function that is not libc's own, with its library; null where the stack ends in libc.</param>
/// <param name="Java">The innermost method that is not the JDK's, with its line or that of who called it; else the JDK's.</param>
/// <param name="Threads">Their pattern, where one has nine tenths of it.</param>
public sealed record OsUse(OsPurpose Purpose, string? Native, string? Java, string? Threads, OsAmounts Amounts);

/// <summary>A thread; null for what was mapped before the trace.</summary>
public sealed record OsThread(int? Tid, string Name, OsAmounts Amounts);
