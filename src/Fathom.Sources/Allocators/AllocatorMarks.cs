using Fathom.Evidence.Malloc;

namespace Fathom.Sources.Allocators;

/// <summary>What an allocator has that no other has, wherever it was linked into and whatever the file is called.</summary>
static class AllocatorMarks
{
    /// <summary>
    /// Functions beyond malloc's own. jemalloc may be built with a prefix (je_ by its own configure, _rjem_ by Rust);
    /// then it does not answer malloc, and is there all the same. musl has a C library's start, but not glibc's version.
    /// </summary>
    static readonly (string Name, AllocatorKind Kind)[] Exports =
    [
        ("mallctl", AllocatorKind.Jemalloc), ("je_mallctl", AllocatorKind.Jemalloc), ("_rjem_mallctl", AllocatorKind.Jemalloc),
        ("tc_malloc", AllocatorKind.Tcmalloc), ("MallocExtension_GetNumericProperty", AllocatorKind.Tcmalloc),
        ("MallocExtension_Internal_GetNumericProperty", AllocatorKind.Tcmalloc),
        ("mi_malloc", AllocatorKind.Mimalloc), ("gnu_get_libc_version", AllocatorKind.Glibc),
        ("__libc_start_main", AllocatorKind.Musl),
    ];

    const string Malloc = "malloc";

    /// <summary>Of what records calls and hands them on: it has the functions of every allocator, and is none.</summary>
    const string Recorder = "heaptrack_malloc";

    public static readonly IReadOnlyList<string> Names = [Malloc, .. Exports.Select(export => export.Name), Recorder];

    /// <param name="has">Which of <see cref="Names"/> an image exports.</param>
    public static bool IsRecorder(ReadOnlySpan<bool> has) => has[^1];

    /// <summary>Beginnings of messages that each of them prints about itself; of musl, its strerror(0).</summary>
    public static readonly (byte[] Text, AllocatorKind Kind)[] Texts =
    [
        ("<jemalloc>: "u8.ToArray(), AllocatorKind.Jemalloc), ("tcmalloc: allocation failed"u8.ToArray(), AllocatorKind.Tcmalloc),
        ("mimalloc: error: "u8.ToArray(), AllocatorKind.Mimalloc), ("\0No error information\0"u8.ToArray(), AllocatorKind.Musl),
    ];

    /// <param name="has">Which of <see cref="Names"/> an image exports.</param>
    public static AllocatorKind? OfExports(ReadOnlySpan<bool> has)
    {
        for (int i = 0; i < Exports.Length; i++)
        {
            if (has[i + 1] && (Exports[i].Kind != AllocatorKind.Musl || has[0]))
                return Exports[i].Kind;
        }
        return null;
    }
}
