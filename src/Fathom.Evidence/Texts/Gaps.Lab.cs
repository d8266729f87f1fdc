namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText NoSuchScenario = new("no-such-scenario",
        "the lab has no scenario {0}",
        "nothing was started",
        "fathom lab list names them",
        ExitCode.Usage);

    public static readonly GapText NoSuchVariant = new("no-such-variant",
        "scenario {0} has no variant {1}",
        "nothing was started",
        "it has: {2}",
        ExitCode.Usage);

    public static readonly GapText ScenarioNotForJdk = new("scenario-not-for-jdk",
        "scenario {0} is for {1}, not for {2}",
        "it was not run",
        "name another JDK with --jdk",
        ExitCode.CannotTell);

    public static readonly GapText ScenarioNeeds = new("scenario-needs",
        "scenario {0} needs {1}",
        "it was not run",
        "{2}",
        ExitCode.CannotTell);

    public static readonly GapText NotAJdk = new("not-a-jdk",
        "there is no Java in this folder",
        "no scenario can run with it",
        "give the folder that holds bin/java, for example --jdk \"$JAVA_HOME\"",
        ExitCode.Usage);

    public static readonly GapText NoJdk = new("no-jdk",
        "no JDK was found",
        "no scenario can run",
        "apt-get install openjdk-17-jdk-headless, or name one with --jdk DIR",
        ExitCode.CannotTell);

    public static readonly GapText NoCompiler = new("no-compiler",
        "the Java found here has no javac",
        "the scenarios cannot be compiled",
        "apt-get install openjdk-17-jdk-headless, or name a JDK with --jdk DIR",
        ExitCode.CannotTell);

    public static readonly GapText CompileFailed = new("compile-failed",
        "javac refuses the lab's sources: {0}",
        "no scenario can run with this JDK",
        "try another JDK with --jdk DIR, and report this one",
        ExitCode.CannotTell);

    public static readonly GapText NoCacheFolder = new("no-cache-folder",
        "there is no place for compiled scenarios",
        "no scenario can run",
        "set XDG_CACHE_HOME to a folder you may write",
        ExitCode.CannotTell);

    public static readonly GapText ProgramNotStarted = new("program-not-started",
        "the program cannot be started: {0}",
        "what it would have done is missing",
        "see that it is installed and may be executed",
        ExitCode.CannotTell);

    public static readonly GapText ProgramTooSlow = new("program-too-slow",
        "the program did not end within {0} s and was stopped",
        "what it would have done is missing",
        "run it again on a quieter machine",
        ExitCode.CannotTell);

    public static readonly GapText ScenarioDied = new("scenario-died",
        "the scenario's JVM ended before its phase, with exit code {0}: {1}",
        "the phases after that are missing",
        "give it more memory, or another JDK with --jdk DIR",
        ExitCode.CannotTell);

    public static readonly GapText ScenarioSilent = new("scenario-silent",
        "the scenario reached no phase within {0} s and was stopped",
        "the phases after that are missing",
        "run it again on a quieter machine",
        ExitCode.CannotTell);

    public static readonly GapText PhaseNotUnderstood = new("phase-not-understood",
        "a phase line has not the form 'PT phase | key=value …': {0}",
        "the ground truth of this phase is missing",
        "report the line; the lab's own programs print no other",
        ExitCode.CannotTell);

    public static readonly GapText DoctorFailed = new("doctor-failed",
        "the doctor ended with exit code {0}: {1}",
        "this phase has no verdict",
        "fathom doctor, with the target of this line",
        ExitCode.CannotTell);

    public static readonly GapText VerdictNotUnderstood = new("verdict-not-understood",
        "what the doctor said is not JSON of schema fathom/1: {0}",
        "this phase has no verdict",
        "report this case with what fathom doctor --json says",
        ExitCode.CannotTell);

    public static readonly GapText CgroupNotMade = new("cgroup-not-made",
        "no memory cgroup can be made for the scenario: {0}",
        "it was not run",
        "run as root, with a writable cgroup v1 hierarchy",
        ExitCode.CannotTell);

    public static readonly GapText NoSuchRoot = new("no-such-root",
        "the lab has no root {0}",
        "nothing was started",
        "it has: {1}",
        ExitCode.Usage);

    public static readonly GapText RootNotMade = new("root-not-made",
        "the root {0} has not been made on this machine",
        "its JDK and its glibc cannot be tried",
        "fathom lab roots --make",
        ExitCode.CannotTell);

    public static readonly GapText RootNeedsRights = new("root-needs-rights",
        "making and entering a root needs root with CAP_SYS_ADMIN: {0}",
        "its JDK and its glibc cannot be tried",
        "sudo fathom lab roots --make; in a container: docker run --privileged",
        ExitCode.NotPermitted);

    public static readonly GapText RootNeedsTool = new("root-needs-tool",
        "a program or package that makes roots is missing: {0}",
        "its JDK and its glibc cannot be tried",
        "apt-get install apt dpkg tar util-linux debian-archive-keyring",
        ExitCode.CannotTell);

    public static readonly GapText RootNoMirror = new("root-no-mirror",
        "no Debian mirror was reached: {0}",
        "its JDK and its glibc cannot be tried",
        "add a Debian mirror to apt's sources, or name one in FATHOM_MIRROR",
        ExitCode.CannotTell);

    public static readonly GapText RootNotCarried = new("root-not-carried",
        "the Debian mirrors answer, but none has what is asked for: {0}",
        "its JDK and its glibc cannot be tried",
        "name a mirror that has the suite in FATHOM_MIRROR",
        ExitCode.CannotTell);

    public static readonly GapText RootFailed = new("root-failed",
        "the root could not be made: {0}",
        "its JDK and its glibc cannot be tried",
        "fathom lab roots --make tries again from the beginning",
        ExitCode.CannotTell);

    static IReadOnlyList<GapText> Lab =>
    [
        NoSuchScenario, NoSuchVariant, ScenarioNotForJdk, ScenarioNeeds, NotAJdk, NoJdk, NoCompiler, CompileFailed,
        NoCacheFolder, ProgramNotStarted, ProgramTooSlow, ScenarioDied, ScenarioSilent, PhaseNotUnderstood, DoctorFailed,
        VerdictNotUnderstood, CgroupNotMade, NoSuchRoot, RootNotMade, RootNeedsRights, RootNeedsTool, RootNoMirror, RootNotCarried, RootFailed,
    ];
}
