using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Sources.Allocators;

/// <summary>An allocator other than glibc's, by the library that is mapped.</summary>
static class MappedAllocator
{
    // gperftools has tcmalloc under five names; Debian's musl is its loader.
    static readonly (string Begins, AllocatorKind Kind)[] Libraries =
    [
        ("libjemalloc", AllocatorKind.Jemalloc), ("libtcmalloc", AllocatorKind.Tcmalloc), ("libmimalloc", AllocatorKind.Mimalloc),
        ("ld-musl-", AllocatorKind.Musl), ("libc.musl-", AllocatorKind.Musl),
    ];

    /// <summary>Null where none is mapped.</summary>
    public static Allocator? Find(IReadOnlyList<Mapping> mappings)
    {
        foreach (Mapping mapping in mappings)
        {
            if (!mapping.IsFile)
                continue;
            string file = mapping.Name[(mapping.Name.LastIndexOf('/') + 1)..];
            foreach ((string begins, AllocatorKind kind) in Libraries)
            {
                if (file.StartsWith(begins, StringComparison.Ordinal))
                    return new Allocator(kind, mapping.Name, Version(file));
            }
        }
        return null;
    }

    /// <summary>What stands behind ".so.": libjemalloc.so.2 is 2.</summary>
    static string? Version(string file) =>
        file.IndexOf(".so.", StringComparison.Ordinal) is >= 0 and var at && at + 4 < file.Length ? file[(at + 4)..] : null;

    /// <summary>What to say of it, with the way to its own figures.</summary>
    public static Gap Gap(Allocator allocator) => Gaps.AllocatorForeign.At(
        allocator.Library ?? "memory", null, Name(allocator.Kind), WayOut(allocator.Kind));

    static string Name(AllocatorKind kind) => kind switch
    {
        AllocatorKind.Jemalloc => "jemalloc",
        AllocatorKind.Tcmalloc => "tcmalloc",
        AllocatorKind.Mimalloc => "mimalloc",
        AllocatorKind.Musl => "musl's malloc",
        _ => "another allocator",
    };

    static string WayOut(AllocatorKind kind) => kind switch
    {
        AllocatorKind.Jemalloc => "start with MALLOC_CONF=stats_print:true for its report at the end, prof:true,lg_prof_interval:30 for profiles (jeprof)",
        AllocatorKind.Tcmalloc => "start with HEAPPROFILE=/tmp/x for profiles (pprof), or MALLOCSTATS=1 for its report at the end",
        AllocatorKind.Mimalloc => "start with MIMALLOC_SHOW_STATS=1 for its report at the end",
        _ => "run the program on glibc to have malloc split; the JVM's own part: fathom jvm PID VM.native_memory (with NMT on)",
    };
}
