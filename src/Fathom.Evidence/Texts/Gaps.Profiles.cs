namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText ProfileUnknown = new("profile-unknown",
        "this is no profile that fathom reads",
        "nothing was read of it",
        "give a heap profile of jemalloc or gperftools, a profile of pprof, collapsed stacks, or what jeprof and pprof print as text; docs/commands/profile.md lists them",
        ExitCode.CannotTell);

    public static readonly GapText ProfileTotalDiffers = new("profile-total-differs",
        "the head of the profile says {0}, its records add up to {1}",
        "the file lacks stacks: its writer had no room for them, or it was cut",
        "gperftools writes no more than 1 MiB of records: take the profile with fewer stacks, or trust the shares and not the sum");

    public static readonly GapText ProfileNoStacks = new("profile-no-stacks",
        "no stacks recorded: {0} of the samples have no frame but the allocator's own",
        "how much was allocated is known, by whom is not",
        "the library was built without a way to walk stacks; with jemalloc take one that was configured with --enable-prof-libunwind, or add frame pointers",
        ExitCode.CannotTell);

    public static readonly GapText ProfileNotNamed = new("profile-not-named",
        "{0} was allocated by what has an address and no symbol, such as {1}",
        "such frames are called by their file and the offset in it; code that the JVM made lies in no file at all",
        "read the profile where the program ran, or give the folder with its files and their debug files: --symbols DIR");

    public static readonly GapText ProfileFileReplaced = new("profile-file-replaced",
        "the file of that name is not proved to be the one that was mapped: {0}",
        "it was not asked for names: they might be those of another build",
        "read the profile on the machine it was taken on, or give the folder with the files of then: --symbols DIR (--symbols / for those of this machine)");

    public static readonly GapText ProfileOthers = new("profile-others",
        "the profiles are of different kinds: {0} and {1}",
        "they cannot be held against each other",
        "give dumps of one profiler",
        ExitCode.CannotTell);

    public static readonly GapText ProfileNoColumn = new("profile-no-column",
        "the profile has no {0}; it has {1}",
        "what was asked for is not in it",
        "choose another with --value",
        ExitCode.CannotTell);

    public static readonly GapText ProfileOrderGuessed = new("profile-order-guessed",
        "nothing in the profiles or in their names says which came first",
        "they are taken in the order in which they were given",
        "give them in order of time; names as jemalloc and gperftools choose them tell it");

    public static readonly GapText ProfileProcesses = new("profile-processes",
        "the profiles are of different processes by their names: {0} and {1}",
        "growth from one to the other is a difference between two programs",
        "give the dumps of one process");

    public static readonly GapText ProfileNoThreads = new("profile-no-threads",
        "the profile does not tell threads apart",
        "there is nothing to show by thread",
        "jemalloc tells them apart, gperftools does not: choose another --by",
        ExitCode.CannotTell);

    public static readonly GapText ProfileDamaged = new("profile-damaged",
        "the profile is damaged, or was cut: {0}",
        "what stands before the damage is used, if anything",
        "take it again; a file is whole only after its writer is done with it");

    public static readonly GapText ProfileFlatOnly = new("profile-flat-only",
        "this is a table that a tool printed of a profile: it has functions and no stacks",
        "who called whom is not known, and cumulative figures are those of the functions alone; figures are as rounded as they were printed",
        "give the profile itself: fathom reads what the tool had read");

    static IReadOnlyList<GapText> Profiles =>
    [
        ProfileUnknown, ProfileTotalDiffers, ProfileNoStacks, ProfileNotNamed, ProfileFileReplaced, ProfileOthers, ProfileNoColumn,
        ProfileOrderGuessed, ProfileProcesses, ProfileNoThreads, ProfileDamaged, ProfileFlatOnly,
    ];
}
