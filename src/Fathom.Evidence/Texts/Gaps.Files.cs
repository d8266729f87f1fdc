namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText NoSuchFile = new("no-such-file",
        "there is no file or folder {0}",
        "nothing was read",
        "give a pid, a part of a JVM's name, a core or a folder of /proc files",
        ExitCode.NoTarget);

    public static readonly GapText FileNotUnderstood = new("file-not-understood",
        "{0} is neither an ELF core nor a bundle of fathom capture, and no text or folder of texts that fathom knows",
        "nothing can be said about it",
        "give what jcmd, pmap or top printed or /proc/PID/smaps as a file, a core of gcore PID, or a bundle of fathom capture PID -o FILE",
        ExitCode.Usage);

    public static readonly GapText NoSuchTarget = new("no-such-target",
        "no JVM's main class, jar, unit, container id or pod contains {0}, and no file has that name",
        "nothing was looked at",
        "fathom ps lists the JVMs that run now",
        ExitCode.NoTarget);

    public static readonly GapText AmbiguousTarget = new("ambiguous-target",
        "{0} fits more than one JVM: {1}",
        "fathom does not guess",
        "give the pid, or a longer part of the name",
        ExitCode.Usage);

    public static readonly GapText NoJvm = new("no-jvm",
        "no JVM runs here that this user can see",
        "there is nothing to answer on",
        "sudo fathom ps sees other users' processes; fathom PID takes any process",
        ExitCode.NoTarget);

    public static readonly GapText NotAJvm = new("not-a-jvm",
        "this is no JVM: no libjvm is mapped ({0})",
        "the ledger is by mappings, malloc and stacks only, as for any process",
        "fathom ps lists the JVMs that run now");

    static IReadOnlyList<GapText> Files =>
        [NoSuchFile, FileNotUnderstood, NoSuchTarget, AmbiguousTarget, NoJvm, NotAJvm];
}
