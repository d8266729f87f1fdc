using Fathom.Evidence;
using Fathom.Evidence.Container;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Cgroup;

/// <summary>
/// memory.stat whole: "key bytes" a line (Documentation/admin-guide/cgroup-v2.rst). Version 1 has other names, and each
/// twice: of the cgroup alone, and with "total_" of all below it too, which is what its usage counts.
/// </summary>
public static class MemoryStatText
{
    public static MemoryStat Parse(ReadOnlySpan<byte> text, int version)
    {
        MemoryStat stat = new();
        Lines lines = new(text);
        while (lines.MoveNext())
        {
            AsciiLine line = new(lines.Current);
            if (version == 1 && !line.Take("total_"u8))
                continue;
            ReadOnlySpan<byte> key = line.TakeWord();
            // A number that the file ends in may be half of one.
            if (!line.TakeBlanks() || !line.TakeDecimal(out ulong value) || !line.Rest.IsEmpty || !lines.IsWhole
                || value > (ulong)Limits.ContainerAmount)
                continue;
            Bytes amount = new((long)value);
            stat = WithFile(stat, key, amount) ?? (version == 1 ? WithFirst(stat, key, amount) : WithSecond(stat, key, amount));
        }
        return stat;
    }

    /// <summary>The keys of both versions.</summary>
    static MemoryStat? WithFile(MemoryStat stat, ReadOnlySpan<byte> key, Bytes amount) => key switch
    {
        _ when key.SequenceEqual("shmem"u8) => stat with { Shared = amount },
        _ when key.SequenceEqual("swapcached"u8) => stat with { SwapCached = amount },
        _ when key.SequenceEqual("inactive_file"u8) => stat with { InactiveFile = amount },
        _ when key.SequenceEqual("active_file"u8) => stat with { ActiveFile = amount },
        _ when key.SequenceEqual("unevictable"u8) => stat with { Unevictable = amount },
        _ => null,
    };

    static MemoryStat WithFirst(MemoryStat stat, ReadOnlySpan<byte> key, Bytes amount) => key switch
    {
        _ when key.SequenceEqual("rss"u8) => stat with { Anonymous = amount },
        _ when key.SequenceEqual("rss_huge"u8) => stat with { AnonymousHuge = amount },
        _ when key.SequenceEqual("cache"u8) => stat with { File = amount },
        _ when key.SequenceEqual("mapped_file"u8) => stat with { Mapped = amount },
        _ when key.SequenceEqual("dirty"u8) => stat with { Dirty = amount },
        _ when key.SequenceEqual("writeback"u8) => stat with { Writeback = amount },
        _ when key.SequenceEqual("swap"u8) => stat with { Swap = amount },
        _ => stat,
    };

    static MemoryStat WithSecond(MemoryStat stat, ReadOnlySpan<byte> key, Bytes amount) => key switch
    {
        _ when key.SequenceEqual("anon"u8) => stat with { Anonymous = amount },
        _ when key.SequenceEqual("anon_thp"u8) => stat with { AnonymousHuge = amount },
        _ when key.SequenceEqual("file"u8) => stat with { File = amount },
        _ when key.SequenceEqual("file_mapped"u8) => stat with { Mapped = amount },
        _ when key.SequenceEqual("file_dirty"u8) => stat with { Dirty = amount },
        _ when key.SequenceEqual("file_writeback"u8) => stat with { Writeback = amount },
        _ => WithKernel(stat, key, amount),
    };

    static MemoryStat WithKernel(MemoryStat stat, ReadOnlySpan<byte> key, Bytes amount) => key switch
    {
        _ when key.SequenceEqual("kernel"u8) => stat with { Kernel = amount },
        _ when key.SequenceEqual("kernel_stack"u8) => stat with { KernelStacks = amount },
        _ when key.SequenceEqual("pagetables"u8) => stat with { PageTables = amount },
        _ when key.SequenceEqual("sec_pagetables"u8) => stat with { SecondaryPageTables = amount },
        _ when key.SequenceEqual("percpu"u8) => stat with { PerProcessor = amount },
        _ when key.SequenceEqual("vmalloc"u8) => stat with { VirtuallyMapped = amount },
        _ when key.SequenceEqual("slab"u8) => stat with { Slab = amount },
        _ when key.SequenceEqual("slab_reclaimable"u8) => stat with { SlabReclaimable = amount },
        _ when key.SequenceEqual("zswap"u8) => stat with { CompressedSwap = amount },
        _ when key.SequenceEqual("sock"u8) => stat with { Sockets = amount },
        _ when key.SequenceEqual("hugetlb"u8) => stat with { Hugetlb = amount },
        _ => stat,
    };
}
