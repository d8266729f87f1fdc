using Fathom.Accounting.Names;

namespace Fathom.Accounting.Profiles;

/// <summary>
/// Frames of an allocator's own, which are on every stack and say nothing: by the library, or where the allocator is linked
/// in, by the function (the list of jeprof and pprof, RemoveUninterestingFrames, and the names that Rust gives jemalloc).
/// </summary>
static class AllocatorFrames
{
    static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "malloc", "calloc", "realloc", "reallocarray", "free", "cfree", "memalign", "posix_memalign", "aligned_alloc", "valloc", "pvalloc",
        "__libc_malloc", "__libc_calloc", "__libc_realloc", "__libc_memalign", "__GI___libc_malloc", "__GI___libc_realloc",
        "mallocx", "rallocx", "xallocx", "dallocx", "sdallocx", "sdallocx_noflags", "operator new", "operator new[]", "newImpl", "void* newImpl",
        "do_malloc", "::do_malloc", "::do_malloc_or_cpp_alloc", "DoSampledAllocation", "simple_alloc::allocate", "__malloc_alloc_template::allocate",
        "__builtin_new", "__builtin_vec_new", "__builtin_delete", "__builtin_vec_delete",
        "__rust_alloc", "__rust_alloc_zeroed", "__rust_realloc", "__rdl_alloc", "__rdl_alloc_zeroed", "__rdl_realloc", "__rg_alloc", "__rg_alloc_zeroed", "__rg_realloc",
        // async-profiler's (hooks.cpp), where the form has no libraries.
        "malloc_hook", "calloc_hook", "realloc_hook", "posix_memalign_hook", "aligned_alloc_hook",
        "_Znwm", "_Znam", "_ZnwmRKSt9nothrow_t", "_ZnamRKSt9nothrow_t", "_ZnwmSt11align_val_t", "_ZnamSt11align_val_t",
    };

    static readonly string[] Beginnings = ["tc_", "je_", "_rjem_", "prof_backtrace", "TCMalloc", "tcmalloc::", "_ZN8tcmalloc", "operator new(", "operator new[](", "__interceptor_"];

    static readonly string[] Libraries = ["libjemalloc", "libtcmalloc", "libmimalloc", "libprofiler.so", "libasyncProfiler.so", "libheaptrack_preload.so", "libheaptrack_inject.so", "vgpreload_"];

    public static bool IsOne(string name, string library)
    {
        if (Names.Contains(name) || IsRustShim(name))
            return true;
        foreach (string beginning in Beginnings)
        {
            if (name.StartsWith(beginning, StringComparison.Ordinal))
                return true;
        }
        ReadOnlySpan<char> file = library.AsSpan(library.LastIndexOf('/') + 1);
        foreach (string own in Libraries)
        {
            if (file.StartsWith(own, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    /// <summary>Newer compilers put the way to the allocator into a crate of that name (rustc 1.95 does).</summary>
    static bool IsRustShim(string name)
    {
        const string Crate = "__rustc::";
        string? readable = name.StartsWith(Crate, StringComparison.Ordinal) ? name : name.Contains("7___rustc", StringComparison.Ordinal) ? RustV0Name.Of(name) : null;
        return readable is not null && readable.StartsWith(Crate, StringComparison.Ordinal) && Names.Contains(readable[Crate.Length..]);
    }
}
