using Fathom.Evidence.Malloc;

namespace Fathom.Views.Text;

/// <summary>The name of an allocator, in words and in JSON.</summary>
static class AllocatorText
{
    public static string Name(AllocatorKind kind) => kind switch
    {
        AllocatorKind.Glibc => "glibc",
        AllocatorKind.Musl => "musl",
        AllocatorKind.Jemalloc => "jemalloc",
        AllocatorKind.Tcmalloc => "tcmalloc",
        AllocatorKind.Mimalloc => "mimalloc",
        _ => "unknown",
    };
}
