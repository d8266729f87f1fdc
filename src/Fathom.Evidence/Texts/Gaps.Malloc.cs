namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText ArenasAbsent = new("arenas-absent",
        "no arena of glibc's malloc is in use here",
        "what malloc holds is not split into live and free",
        "nothing if the program brings another malloc (jemalloc, tcmalloc, mimalloc, musl): ask that one for its own report");

    public static readonly GapText ArenaBroken = new("arena-broken",
        "the chunks of arena {0} cannot be followed: what stands behind {1} is no chunk",
        "{2} bytes of it are not split; its other figures hold",
        "run fathom again; if it breaks at the same place, the program wrote beyond one of its blocks just before it");

    public static readonly GapText ArenaHidden = new("arena-hidden",
        "headers of chunks in arena {0} are not in memory",
        "{1} bytes of it are not split",
        "--swap-in reads them, and so brings them back into the target's memory; it says how much that is and asks first");

    public static readonly GapText ArenaUnproven = new("arena-unproven",
        "the figures of arena {0} do not agree: {1} should be {2} and are {3}",
        "they are near the truth and not exact",
        "run fathom again when the program allocates less; if it stays, its memory is damaged");

    public static readonly GapText MmappedUnproven = new("mmapped-unproven",
        "malloc counts {0} large blocks with {1} bytes; {2} with {3} were found",
        "the rest of them stays unexplained",
        "run fathom again: large blocks came or went at that moment");

    public static readonly GapText AllocatorForeign = new("allocator-foreign",
        "malloc is {0} here, whose inside fathom does not read",
        "what it holds is not split into live and free; its pages are malloc/unsplit or unexplained",
        "{1}");

    public static readonly GapText AllocatorBeside = new("allocator-beside",
        "{0} is there beside glibc's malloc; fathom does not read its inside",
        "what it holds is in no arena; its pages are malloc/unsplit or unexplained",
        "{1}");

    public static readonly GapText ArenasNotShown = new("arenas-not-shown",
        "there are no figures of malloc's arenas",
        "the question is not answered",
        "the gaps beside this one say what is missing; a core or a running process has what a folder of files has not",
        ExitCode.CannotTell);

    public static readonly GapText TrimAbsent = new("trim-absent",
        "this JVM has no command that trims, and was not made to call malloc_trim: {0}",
        "nothing was done",
        "a newer JDK (System.trim_native_heap came with 18, and to 11 and 17 in late updates); no debugger: that has crashed JVMs",
        ExitCode.CannotTell);

    public static readonly GapText TrimNoFunction = new("trim-no-function",
        "the target's C library has no malloc_trim",
        "nothing was done",
        "another malloc gives memory back by itself: jemalloc and mimalloc by LD_PRELOAD",
        ExitCode.CannotTell);

    public static readonly GapText TrimNeedsJvm = new("trim-needs-jvm",
        "only a running HotSpot JVM can be asked to trim its malloc",
        "nothing was done",
        "the program itself may call malloc_trim(0)",
        ExitCode.CannotTell);

    static IReadOnlyList<GapText> Malloc => [AllocatorForeign, AllocatorBeside, ArenasNotShown, TrimAbsent, TrimNoFunction, TrimNeedsJvm, ArenasAbsent, ArenaBroken, ArenaHidden, ArenaUnproven, MmappedUnproven];
}
