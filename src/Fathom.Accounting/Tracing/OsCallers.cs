using Fathom.Accounting.Profiles;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Tracing;

namespace Fathom.Accounting.Tracing;

/// <summary>Reads a stack that ends in a call of the kernel.</summary>
sealed class OsCallers(AllocationProfile profile)
{
    // Through these all of HotSpot maps and allocates (os_linux.cpp, os_posix.cpp, virtualspace.cpp, allocation.cpp, arena.cpp): who called them is the answer.
    static readonly string[] Wrappers =
    [
        "os::", "anon_mmap", "ReservedSpace::", "ReservedHeapSpace::", "VirtualSpace::", "MemoryReserver::", "AllocateHeap(", "ReallocateHeap(", "AnyObj::", "ResourceObj::operator new",
        "CHeapObj", "Arena::", "Chunk::", "ChunkPool::", "resource_allocate_bytes(", "commit_memory_impl", "G1PageBasedVirtualSpace::",
    ];

    // glibc malloc.c, arena.c: what asks the kernel on malloc's behalf, where libc's symbols are there; else malloc itself.
    static readonly HashSet<string> Mallocs = new(StringComparer.Ordinal)
    {
        "malloc", "calloc", "realloc", "reallocarray", "free", "memalign", "posix_memalign", "aligned_alloc", "valloc", "pvalloc", "malloc_trim", "__libc_malloc", "__libc_calloc", "__libc_realloc",
        "__libc_memalign", "__libc_free", "_int_malloc", "_int_memalign", "_int_realloc", "_int_free", "sysmalloc", "sysmalloc_mmap", "new_heap", "grow_heap", "arena_get2", "tcache_init", "systrim", "heap_trim", "munmap_chunk", "mremap_chunk",
    };

    readonly Dictionary<(OsMemory, int), (OsPurpose, string?, string?)> _known = [];

    public (OsPurpose Purpose, string? Native, string? Java) Of(OsMemory kind, int stack)
    {
        if (!_known.TryGetValue((kind, stack), out (OsPurpose, string?, string?) callers))
            _known[(kind, stack)] = callers = Read(kind, stack);
        return callers;
    }

    (OsPurpose, string?, string?) Read(OsMemory kind, int stack)
    {
        Callers callers = new();
        for (int at = stack; at > 0; at = profile.Stacks.Parents[at])
            callers.Take(profile.Frames, profile.Stacks.Frames[at]);
        OsPurpose purpose = kind switch
        {
            OsMemory.Arena => OsPurpose.Arena,
            OsMemory.Break => OsPurpose.MainArena,
            OsMemory.Stack => OsPurpose.Stack,
            OsMemory.File => OsPurpose.File,
            _ => callers.IsMalloc ? OsPurpose.Block : callers.IsLoader ? OsPurpose.Loader : callers.IsJvm ? OsPurpose.Jvm : OsPurpose.Other,
        };
        return (purpose, callers.Native, callers.Java);
    }

    /// <summary>From the inside out.</summary>
    struct Callers
    {
        string? _named, _bare, _bareLibrary, _wrapper;
        JavaCaller _java;
        bool _isOutside;

        public bool IsMalloc { get; private set; }

        public bool IsLoader { get; private set; }

        public bool IsJvm { get; private set; }

        public readonly string? Java => _java.Way ?? _java.Method;

        public readonly string? Native => _named ?? _bare ?? _wrapper;

        public void Take(ProfileFrames frames, int frame)
        {
            if (frames[frame].Address == 0)
            {
                _isOutside = true;
                _java.Take(frames, frame);
                return;
            }
            string file = frames.LibraryOf(frame), library = file[(file.LastIndexOf('/') + 1)..];
            string name = FrameLabels.Of(frames, frame, ProfileGrain.Function);
            bool isLibc = library.StartsWith("libc.", StringComparison.Ordinal) || library.StartsWith("libc-", StringComparison.Ordinal);
            bool isLoader = library.StartsWith("ld-", StringComparison.Ordinal) || library.StartsWith("ld.", StringComparison.Ordinal);
            if (!_isOutside && (isLibc || isLoader || Mallocs.Contains(name)))
            {
                IsMalloc |= Mallocs.Contains(name);
                IsLoader |= isLoader && !IsMalloc;
                return;
            }
            if (!_isOutside)
                IsJvm = library.StartsWith("libjvm", StringComparison.Ordinal);
            _isOutside = true;
            TakeCaller(name, library, frames.NameOf(frame).Length == 0);
        }

        void TakeCaller(string name, string library, bool isBare)
        {
            // Behind the first Java frame comes what called Java.
            if (_named is not null || _java.IsAny)
                return;
            if (isBare)
                (_bare, _bareLibrary) = (_bare ?? name, _bareLibrary ?? library);
            else if (Array.Exists(Wrappers, wrapper => name.StartsWith(wrapper, StringComparison.Ordinal)))
                _wrapper ??= $"{name} of {library}";
            // A function without a name belongs to the one with a name that calls it, in its own library.
            else
                _named = _bare is null || _bareLibrary == library ? $"{name} of {library}" : _bare;
        }
    }
}
