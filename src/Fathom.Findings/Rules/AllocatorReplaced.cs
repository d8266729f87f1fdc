using Fathom.Accounting;
using Fathom.Evidence.Malloc;

namespace Fathom.Findings.Rules;

/// <summary>malloc is not glibc's here, so what is said of arenas, trims and free memory does not hold.</summary>
sealed class AllocatorReplaced : Rule
{
    public override string Id => "FTH064";

    public override Finding? Judge(Case seen)
    {
        if (Undivided.IsAll(seen))
            return ByName(seen);
        if (seen.Snapshot.MallocState?.Allocator is not { Kind: not (AllocatorKind.Unknown or AllocatorKind.Glibc) } allocator)
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Info,
            Confidence = allocator.Ground <= AllocatorGround.Exports ? Confidence.Certain : Confidence.Likely,
            Title = $"malloc is {Word(allocator.Kind)} here, not glibc's: its live and free blocks are not told apart",
            Evidence = [$"{allocator.Library ?? "the program itself"}{(allocator.Version is { } version ? " " + version : "")}", Ask(allocator.Kind)],
        };
    }

    /// <summary>Mapped is not in use as malloc: a library may have it for its own, under names with a prefix.</summary>
    Finding? ByName(Case seen)
    {
        string? library = seen.Snapshot.Mappings.Select(mapping => Accounts.FileName(mapping.Name)).FirstOrDefault(name => KindOf(name) is not AllocatorKind.Unknown);
        if (library is null)
            return null;
        AllocatorKind kind = KindOf(library);
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Info,
            Confidence = Confidence.Possible,
            Title = $"{Word(kind)} is loaded: malloc is {Word(kind)} here, not glibc's, as it seems",
            Evidence = [library, Ask(kind)],
            Undecided = "LD_PRELOAD in the environment of the process, or libraries that were linked with it: fathom arenas PID",
        };
    }

    static AllocatorKind KindOf(string file) =>
        file.StartsWith("libjemalloc.so", StringComparison.Ordinal) ? AllocatorKind.Jemalloc
        : file.StartsWith("libtcmalloc.so", StringComparison.Ordinal) || file.StartsWith("libtcmalloc_minimal.so", StringComparison.Ordinal) ? AllocatorKind.Tcmalloc
        : file.StartsWith("libmimalloc.so", StringComparison.Ordinal) ? AllocatorKind.Mimalloc
        : AllocatorKind.Unknown;

    static string Word(AllocatorKind kind) => kind switch
    {
        AllocatorKind.Jemalloc => "jemalloc",
        AllocatorKind.Tcmalloc => "tcmalloc",
        AllocatorKind.Mimalloc => "mimalloc",
        AllocatorKind.Musl => "musl's",
        _ => "another",
    };

    static string Ask(AllocatorKind kind) => kind switch
    {
        AllocatorKind.Jemalloc => "it says what it keeps at exit with MALLOC_CONF=stats_print:true, or by malloc_stats_print",
        AllocatorKind.Tcmalloc => "it says what it keeps by MallocExtension::GetStats",
        AllocatorKind.Mimalloc => "it says what it keeps at exit with MIMALLOC_SHOW_STATS=1",
        _ => "it has no statistics of its own",
    };
}
