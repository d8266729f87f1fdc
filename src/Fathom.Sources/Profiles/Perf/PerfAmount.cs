namespace Fathom.Sources.Profiles.Perf;

/// <summary>How bytes follow from a field of an event.</summary>
enum PerfAmountKind
{
    /// <summary>The field is a number of bytes.</summary>
    Bytes,

    /// <summary>The field is the new end of the heap: the bytes are what it lies above the one before.</summary>
    Break,

    /// <summary>The field is the power of two of pages (include/trace/events/kmem.h).</summary>
    PageOrder,
}

/// <summary>Which field of an event says how many bytes it was about. Of most events none does: their samples are counts or times.</summary>
/// <param name="Fields">The first of these that the event has.</param>
/// <param name="IsAllocation">The bytes are blocks of an allocator, and not address space.</param>
sealed record PerfAmount(PerfAmountKind Kind, string[] Fields, bool IsAllocation)
{
    const int PageShift = 12;
    const ulong MostOrder = 30;

    static readonly PerfAmount Length = new(PerfAmountKind.Bytes, ["len"], false);
    static readonly PerfAmount Said = new(PerfAmountKind.Bytes, ["bytes"], false);
    static readonly PerfAmount Asked = new(PerfAmountKind.Bytes, ["bytes", "size", "len", "length", "nbytes", "n", "sz"], true);

    /// <summary>Where the size is the first argument, a probe that names none has it as arg1.</summary>
    static readonly PerfAmount AskedFirst = Asked with { Fields = [.. Asked.Fields, "arg1"] };

    public static PerfAmount? Of(string name)
    {
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
            return null;
        ReadOnlySpan<char> system = name.AsSpan(0, colon);
        return name switch
        {
            "syscalls:sys_enter_mmap" or "syscalls:sys_enter_munmap" => Length,
            "syscalls:sys_enter_brk" => new(PerfAmountKind.Break, ["brk"], false),
            "kmem:kmalloc" or "kmem:kmalloc_node" or "kmem:kmem_cache_alloc" or "kmem:kmem_cache_alloc_node" => new(PerfAmountKind.Bytes, ["bytes_alloc"], false),
            "kmem:mm_page_alloc" => new(PerfAmountKind.PageOrder, ["order"], false),
            // perf probe puts what it makes into groups of this name.
            _ => system.StartsWith("probe", StringComparison.Ordinal) || system.StartsWith("uprobes", StringComparison.Ordinal) ? OfProbe(Function(name.AsSpan(colon + 1))) : null,
        };
    }

    /// <summary>What the value of the field comes to; -1 where it is no size.</summary>
    public long BytesOf(ulong value) => Kind switch
    {
        PerfAmountKind.PageOrder => value <= MostOrder ? 1L << ((int)value + PageShift) : -1,
        // Above it is the address of something, or a negative number.
        _ => value < 1UL << 48 ? (long)value : -1,
    };

    static PerfAmount OfProbe(ReadOnlySpan<char> function) => function switch
    {
        "malloc" or "valloc" or "pvalloc" or "_Znwm" or "_Znam" or "je_malloc" or "tc_malloc" or "mi_malloc" or "__libc_malloc" => AskedFirst,
        "realloc" or "aligned_alloc" or "memalign" or "posix_memalign" or "reallocarray" or "mmap" or "mmap64" => Asked with { IsAllocation = !function.StartsWith("mmap") },
        _ => Said,
    };

    /// <summary>The second probe of a function is called malloc_1.</summary>
    static ReadOnlySpan<char> Function(ReadOnlySpan<char> name)
    {
        int under = name.LastIndexOf('_');
        return under > 0 && under < name.Length - 1 && !name[(under + 1)..].ContainsAnyExceptInRange('0', '9') ? name[..under] : name;
    }
}
