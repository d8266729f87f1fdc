namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText ProfileUnknown = new("profile-unknown",
        "this is no profile that fathom reads",
        "nothing was read of it",
        "give a heap profile of jemalloc or gperftools, a profile of pprof, a recording of perf, data of heaptrack, a report of valgrind or of another leak checker, collapsed stacks, or what jeprof and pprof print as text; docs/commands/profile.md lists them",
        ExitCode.CannotTell);

    public static readonly GapText ProfileTotalDiffers = new("profile-total-differs",
        "the head of the profile says {0}, its records add up to {1}",
        "the file lacks stacks: its writer had no room for them, or it was cut",
        "gperftools writes no more than 1 MiB of records: take the profile with fewer stacks, or trust the shares and not the sum");

    public static readonly GapText ProfileNoStacks = new("profile-no-stacks",
        "no stacks recorded: {0} of the samples have no frame but the allocator's own",
        "how much was allocated is known, by whom is not",
        "the library was built without a way to walk stacks; with jemalloc take one that was configured with --enable-prof-libunwind, or add frame pointers; of valgrind ask --leak-check=full",
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

    public static readonly GapText ProfileFramesKept = new("profile-frames-kept",
        "which frames its writer wants to be left away (drop_frames) is not understood",
        "these frames are shown, and what they allocated counts as theirs",
        "--ignore leaves stacks away; --peek shows who called them");

    public static readonly GapText ProfileFlatOnly = new("profile-flat-only",
        "this is a table that a tool printed of a profile: it has functions and no stacks",
        "who called whom is not known, and cumulative figures are those of the functions alone; figures are as rounded as they were printed",
        "give the profile itself: fathom reads what the tool had read");

    public static readonly GapText ProfilePacked = new("profile-packed",
        "the profile is packed by {0}, which fathom cannot unpack",
        "nothing was read of it",
        "unpack it first, or hand it over unpacked: {1}",
        ExitCode.CannotTell);

    public static readonly GapText ProfileRaw = new("profile-raw",
        "this is what heaptrack records before its frames are named",
        "no stack of it is known",
        "heaptrack --interpret FILE, where the program ran, makes the file that is read here",
        ExitCode.CannotTell);

    public static readonly GapText ProfileForm = new("profile-form",
        "the data are of heaptrack's form {0}, and forms {1} are read",
        "figures may be wrong or missing",
        "give what heaptrack_print of that release prints of it: heaptrack_print -l -n 1000 -s 1000 FILE",
        ExitCode.CannotTell);

    public static readonly GapText ProfileAttached = new("profile-attached",
        "the profiler was attached to a process that ran already",
        "what was allocated before is not in it, however much that is",
        "start the program under the profiler, or ask fathom census of the process for what lives in it");

    public static readonly GapText ProfileNotListed = new("profile-not-listed",
        "the report sums up more than it lists: {0} of {1} ({2}) have no stack in it",
        "they are shown as (not listed)",
        "ask the tool for all: heaptrack_print -l -n 100000 -s 100000, valgrind --leak-check=full --show-leak-kinds=all, memleak -T 1000");

    public static readonly GapText ProfileOneOfMany = new("profile-one-of-many",
        "the report is of several processes; shown is pid {0}, the first of them",
        "the others are not in the figures: what two processes have is no sum",
        "let each process write a file of its own: valgrind --log-file=leaks.%p, ASAN_OPTIONS or LSAN_OPTIONS=log_path=leaks");

    public static readonly GapText ProfileTopOnly = new("profile-top-only",
        "the report has the {0} stacks with most bytes and says nothing of others",
        "the total is theirs alone; a stack that is missing in a print may have as much as before",
        "ask for more of them: memleak -T 1000, one print for each moment");

    public static readonly GapText ProfileSnapshotsBare = new("profile-snapshots-bare",
        "{0} snapshots at the end have no tree; the last of them, at {1}, has {2}",
        "the last one with a tree is shown, which is older",
        "let massif write more trees: --detailed-freq=1 --max-snapshots=1000");

    public static readonly GapText ProfileUnitTold = new("profile-unit-told",
        "the profile says itself what its figures are: {0}",
        "--unit was not used",
        "leave --unit away, or choose another figure with --value");

    public static readonly GapText ProfileNothingFits = new("profile-nothing-fits",
        "no stack is left that --focus and --ignore let through",
        "there is nothing to show, which does not say that there was nothing",
        "try a shorter part of the name, or look at --top 1000 for how it is written",
        ExitCode.CannotTell);

    public static readonly GapText ProfileStacksCut = new("profile-stacks-cut",
        "{0} of {1} stacks were deeper than the recorder keeps: their outermost frames are missing",
        "who called them first is not told, and cumulative figures of outer functions are too low",
        "record deeper stacks: asprof -j 512, -XX:FlightRecorderOptions=stackdepth=512");

    public static readonly GapText ProfileOtherEvents = new("profile-other-events",
        "{0} is shown; the recording has other events too: {1}",
        "each event counts something else, and none is added to another",
        "choose one with --value NAME");

    public static readonly GapText ProfileSamplesLost = new("profile-samples-lost",
        "{0} samples or records were lost while it was recorded",
        "the sums are too small by what was lost, and a place may lack its name",
        "record with more buffer (perf record -m 16M), at a lower rate, or without --call-graph dwarf");

    public static readonly GapText ProfilePartPacked = new("profile-part-packed",
        "{0} parts of the recording are packed by zstd, which fathom does not unpack",
        "samples in them are missing",
        "give what perf script prints of it, or record without -z");

    public static readonly GapText ProfileStacksNotUnwound = new("profile-stacks-not-unwound",
        "{0} samples have a copy of the stack in place of the callers (--call-graph dwarf)",
        "copies are not unwound: such a stack ends at the function that ran",
        "give what perf script prints of it, or record with --call-graph fp");

    public static readonly GapText ProfileNoCode = new("profile-no-code",
        "this lists no generated code that fathom can read",
        "no frame got a name from it",
        "give a perf-PID.map, or what jcmd's Compiler.codelist or Compiler.CodeHeap_Analytics printed, or an hs_err file",
        ExitCode.CannotTell);

    public static readonly GapText ProfileCodeOfOther = new("profile-code-of-other",
        "the names of generated code that were given are not proved to be of the process that was profiled: it has such code of {0}",
        "none of them was used: at the same address another process has other code",
        "call the list perf-PID.map after its process, or give that process with --jvm PID");

    public static readonly GapText ProfilesLeftOut = new("profiles-left-out",
        "{0} of the profiles were read and not held, for there are so many",
        "growth is told from the first to the last, with fewer dumps between",
        "fathom profile FILE… follows any number of dumps");

    public static readonly GapText ProfileNotStored = new("profile-not-stored",
        "a profile in a binary form was not put into the bundle",
        "an answer from the bundle lacks what it says",
        "give the profile beside the bundle's texts: fathom FILE FILE…; profiles of text are stored");

    static IReadOnlyList<GapText> Profiles =>
    [
        ProfileUnknown, ProfileTotalDiffers, ProfileNoStacks, ProfileNotNamed, ProfileFileReplaced, ProfileOthers, ProfileNoColumn,
        ProfileOrderGuessed, ProfileProcesses, ProfileNoThreads, ProfileDamaged, ProfileFramesKept, ProfileFlatOnly,
        ProfilePacked, ProfileRaw, ProfileForm, ProfileAttached, ProfileNotListed, ProfileOneOfMany, ProfileTopOnly, ProfileSnapshotsBare, ProfileUnitTold, ProfileNothingFits, ProfileStacksCut,
        ProfileOtherEvents, ProfileSamplesLost, ProfilePartPacked, ProfileStacksNotUnwound,
        ProfileNoCode, ProfileCodeOfOther,
        ProfilesLeftOut, ProfileNotStored,
    ];
}
