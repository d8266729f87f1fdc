using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Allocators;

/// <summary>Which allocators a process has, whose malloc it calls, and what to say of those whose inside is not read.</summary>
static class PresentAllocators
{
    // gperftools has tcmalloc under five names; musl is its own loader.
    static readonly (string Begins, AllocatorKind Kind)[] Libraries =
    [
        ("libjemalloc", AllocatorKind.Jemalloc), ("libtcmalloc", AllocatorKind.Tcmalloc), ("libmimalloc", AllocatorKind.Mimalloc),
        ("ld-musl-", AllocatorKind.Musl), ("libc.musl-", AllocatorKind.Musl),
    ];

    /// <summary>By what their images are; those whose images cannot be read, by their file's name.</summary>
    public static IReadOnlyList<Allocator> Of(Snapshot snapshot, IMemory memory)
    {
        IReadOnlyList<Allocator> known = AllocatorSearch.Find(snapshot.Images, memory);
        return [.. known, .. Named(snapshot.Mappings).Where(named => !known.Any(each => each.Library == named.Library))];
    }

    /// <summary>Of mappings that carry an allocator's usual name.</summary>
    public static IEnumerable<Allocator> Named(IReadOnlyList<Mapping> mappings)
    {
        HashSet<string> seen = [];
        foreach (Mapping mapping in mappings)
        {
            if (!mapping.IsFile || !seen.Add(mapping.Name))
                continue;
            string file = mapping.Name[(mapping.Name.LastIndexOf('/') + 1)..];
            foreach ((string begins, AllocatorKind kind) in Libraries)
            {
                // What stands behind ".so." is the number of an interface, not of a release.
                if (file.StartsWith(begins, StringComparison.Ordinal))
                    yield return new Allocator(kind, mapping.Name, null) { Ground = AllocatorGround.FileName };
            }
        }
    }

    /// <summary>Who has taken glibc's place, where none of its arenas is in use; null where nobody is known to.</summary>
    public static Allocator? FirstBesideGlibc(IReadOnlyList<Allocator> allocators) =>
        allocators.FirstOrDefault(allocator => allocator.Kind != AllocatorKind.Glibc);

    /// <summary>Who is there beside it where no arena of glibc is in use.</summary>
    public static IReadOnlyList<Allocator> Beside(Allocator first, IReadOnlyList<Allocator> allocators) =>
        [.. allocators.Where(other => other != first && other.Kind != AllocatorKind.Glibc)];

    /// <summary>
    /// Arenas of glibc were found. They may be the loader's alone, from before another took over; and another may serve
    /// only those that call it by its own names.
    /// </summary>
    public static MallocState Join(MallocState state, IReadOnlyList<Allocator> allocators, ICollection<Gap> gaps)
    {
        // An unknown image with a malloc is a hook before glibc's, and a text of musl in a program with glibc is a text.
        List<Allocator> others = [.. allocators.Where(other => other.Kind is not (AllocatorKind.Glibc or AllocatorKind.Unknown)
            && (other.Kind != AllocatorKind.Musl || other.Ground != AllocatorGround.Texts))];
        Allocator? first = others.Find(other => other.IsFirst || (other.Ground == AllocatorGround.FileName && !allocators.Any(each => each.IsFirst)));
        foreach (Allocator other in others)
            gaps.Add(other == first ? Foreign(other) : BesideGlibc(other));
        return first is null
            ? state with { Allocator = state.Allocator with { IsFirst = true }, Others = others }
            : state with { Allocator = first, Others = [state.Allocator, .. others.Where(other => other != first)] };
    }

    /// <summary>What to say of the one that answers malloc, with the way to its own figures.</summary>
    public static Gap Foreign(Allocator allocator) => Gaps.AllocatorForeign.At(
        allocator.Library ?? "memory", null, Name(allocator), WayOut(allocator.Kind));

    static Gap BesideGlibc(Allocator allocator) => Gaps.AllocatorBeside.At(
        allocator.Library ?? "memory", null, Name(allocator), WayOut(allocator.Kind));

    static string Name(Allocator allocator)
    {
        string name = allocator.Kind switch
        {
            AllocatorKind.Jemalloc => "jemalloc",
            AllocatorKind.Tcmalloc => "tcmalloc",
            AllocatorKind.Mimalloc => "mimalloc",
            AllocatorKind.Musl => "musl's malloc",
            _ => "another allocator",
        };
        return allocator.Version is { } version ? name + " " + version : name;
    }

    static string WayOut(AllocatorKind kind) => kind switch
    {
        AllocatorKind.Jemalloc => "start with MALLOC_CONF=stats_print:true for its report at the end, or prof:true,lg_prof_interval:30 for "
            + "profiles (jeprof); started without it (LD_PRELOAD), malloc is split here",
        AllocatorKind.Tcmalloc => "start with HEAPPROFILE=/tmp/x for profiles (pprof), or MALLOCSTATS=1 for its report at the end; started "
            + "without it (LD_PRELOAD), malloc is split here",
        AllocatorKind.Mimalloc => "start with MIMALLOC_SHOW_STATS=1 for its report at the end; started without it (LD_PRELOAD), malloc is split here",
        _ => "run the program on glibc to have malloc split; the JVM's own part: fathom jvm PID VM.native_memory (with NMT on)",
    };
}
