namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText RunNoDashes = new("run-no-dashes",
        "the program stands behind --",
        "nothing was started: its options and fathom's could not be told apart",
        "write: fathom run -- PROGRAM ARGUMENTS", ExitCode.Usage);

    public static readonly GapText RunNotFound = new("run-not-found",
        "there is no program {0}",
        "nothing was started",
        "give its path, or put its folder into PATH", ExitCode.Usage);

    public static readonly GapText RunNotStarted = new("run-not-started",
        "the program {0} cannot be started",
        "nothing was started",
        "see whether it may be executed, and whether its first line names a program that is there", ExitCode.NotPermitted);

    public static readonly GapText RunNoPlace = new("run-no-place",
        "the probe's files cannot be put into a folder where programs could load them from",
        "nothing was started",
        "name one that is writable, allows programs (no noexec) and has a path of at most 50 bytes without blanks or one of : = , : --probe-folder FOLDER", ExitCode.CannotTell);

    public static readonly GapText RunNothingMet = new("run-nothing-met",
        "no process of it took the probe up",
        "nothing was traced",
        "see whether it starts a JVM at all that came so far as to load it (one that refuses its options does not), and keeps JAVA_TOOL_OPTIONS on the way to it (sudo and env -i do not); a program that is no JVM needs --preload; one in another file system --probe-folder; a container: fathom trace once it is up");

    public static readonly GapText RunPrivileged = new("run-privileged",
        "{0} runs with more rights than its caller's: the loader and the JVM heed no environment there",
        "it is not traced itself; what it starts may be",
        "run fathom as the user that it becomes, or: fathom trace once it is up");

    public static readonly GapText RunLate = new("run-late",
        "this JVM did not take the probe up at its start, and was attached to two seconds later",
        "what was made before is not seen",
        "see what took JAVA_TOOL_OPTIONS from it (sudo, env -i, another file system: --probe-folder)");

    public static readonly GapText RunNotReached = new("run-not-reached",
        "a JVM of the program has no probe: {0}",
        "it is not traced",
        "fathom trace PID says more", ExitCode.Fine);

    public static readonly GapText RunNoJava = new("run-no-java",
        "the JVM's own tables cannot be read: {0}",
        "its stacks have native frames only",
        "look whether libjvm is HotSpot's, and whether fathom may read its memory");

    public static readonly GapText RunTooMany = new("run-too-many",
        "more than {0} processes with the probe live at once",
        "those that came later are not traced",
        "run a part of it");

    public static readonly GapText RunOthers = new("run-others",
        "this form holds one process; {0} others have samples, too",
        "they are not in the file",
        "ask for text or JSON, which have all");

    public static readonly GapText RunNoProfile = new("run-no-profile",
        "no process of it has samples",
        "there is no profile to write; the file stays as it was, or empty where there was none",
        "see what the text says: leave -o away, or give it a name that ends in .txt; a program that takes little needs a smaller --interval", ExitCode.CannotTell);

    static IReadOnlyList<GapText> Run =>
        [RunNoDashes, RunNotFound, RunNotStarted, RunNoPlace, RunNothingMet, RunPrivileged, RunLate, RunNotReached, RunNoJava, RunTooMany, RunOthers, RunNoProfile];
}
