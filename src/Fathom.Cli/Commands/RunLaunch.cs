using Fathom.Sources.Probe;

namespace Fathom.Cli.Commands;

/// <summary>How a program is started so that the JVMs among its processes load the probe.</summary>
/// <param name="Environment">What is set for it.</param>
/// <param name="IsLate">It would not find the probe's files: its JVMs are attached to once they are up.</param>
sealed record RunLaunch(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment, bool IsLate)
{
    const string ToolOptions = "JAVA_TOOL_OPTIONS", LauncherOptions = "JDK_JAVA_OPTIONS", Preload = "LD_PRELOAD";
    const string Words = "open,meet,start";

    // What comes behind them is a command again, options and their values between.
    static readonly HashSet<string> Wrappers = new(StringComparer.Ordinal)
    {
        "chrt", "chroot", "doas", "env", "ionice", "nice", "nohup", "numactl", "prlimit", "runuser", "setpriv", "setsid", "stdbuf", "sudo", "taskset", "time", "timeout", "unshare",
    };

    static readonly HashSet<string> OtherRoots = new(StringComparer.Ordinal) { "bwrap", "chroot", "docker", "firejail", "nsenter", "podman", "proot", "systemd-nspawn" };

    // Of sudo, doas, runuser and setpriv: what follows is a name of somebody, who may be called java.
    static readonly HashSet<string> BeforeNames = new(StringComparer.Ordinal) { "-u", "-g", "-U", "-G", "-C", "-h", "-p", "-r", "-t", "--user", "--group", "--other-user" };

    /// <param name="folder">Where the program finds the probe.</param>
    /// <param name="isPlaced">The user has named the folder: he knows what the program sees.</param>
    /// <param name="preload">Put it into programs that are no JVMs, too.</param>
    /// <param name="nmt">The level of native memory tracking to ask for; null for none.</param>
    /// <param name="known">The environment that the program would have.</param>
    public static RunLaunch Of(IReadOnlyList<string> command, ProbeFolder folder, bool isPlaced, bool preload, string? nmt, Func<string, string?> known) =>
        Of(command, folder.Agent, folder.Preload, isPlaced, preload, nmt, known);

    internal static RunLaunch Of(IReadOnlyList<string> command, string agent, string library, bool isPlaced, bool preload, string? nmt, Func<string, string?> known)
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal);
        string? tracking = nmt is null ? null : "-XX:NativeMemoryTracking=" + nmt;
        bool isLate = !isPlaced && SeesOtherFiles(command);
        int java = JavaAt(command);
        List<string> edited = [.. command];
        if (java >= 0)
        {
            // The JVM prints what it takes from the environment, not what it is told here. Its own children get it from the probe.
            if (tracking is not null)
                edited.Insert(java + 1, tracking);
            if (!isLate)
                edited.Insert(java + 1, $"-agentpath:{agent}={Words},pass");
        }
        else
        {
            if (!isLate)
                environment[ToolOptions] = Appended(known(ToolOptions), ' ', $"-agentpath:{agent}={Words}");
            // Not as a tool's option: before JDK 18 only the launcher can turn it on (hotspot memTracker.cpp, java.c SetJvmEnviron).
            if (tracking is not null)
                environment[LauncherOptions] = Appended(known(LauncherOptions), ' ', tracking);
        }
        if (preload && !isLate)
            environment[Preload] = Appended(known(Preload), ':', library);
        return new RunLaunch(edited, environment, isLate);
    }

    /// <summary>Where the launcher of a JVM stands, whose options follow it; -1 where a script or another program may start one.</summary>
    static int JavaAt(IReadOnlyList<string> command)
    {
        if (IsJava(command[0]))
            return 0;
        if (!Wrappers.Contains(NameOf(command[0])))
            return -1;
        for (int i = 1; i < command.Count; i++)
        {
            if (IsJava(command[i]) && !BeforeNames.Contains(command[i - 1]))
                return i;
            // A shell's own text is nobody's to change.
            if (NameOf(command[i]) is "sh" or "bash" or "dash")
                return -1;
        }
        return -1;
    }

    static bool SeesOtherFiles(IReadOnlyList<string> command)
    {
        for (int i = 0; i < command.Count; i++)
        {
            string name = NameOf(command[i]);
            if (OtherRoots.Contains(name) || (name == "unshare" && command.Skip(i).TakeWhile(word => !IsJava(word)).Any(word => word is "-m" or "-R" || word.StartsWith("--mount", StringComparison.Ordinal) || word.StartsWith("--root", StringComparison.Ordinal))))
                return true;
            if (!Wrappers.Contains(name) && i == 0)
                return false;
            if (IsJava(command[i]))
                return false;
        }
        return false;
    }

    /// <summary>JAVA_HOME=/opt/java is no program.</summary>
    static bool IsJava(string word) => NameOf(word) == "java" && !word.Contains('=', StringComparison.Ordinal);

    static string NameOf(string word) => word[(word.LastIndexOf('/') + 1)..];

    static string Appended(string? before, char separator, string more) => string.IsNullOrEmpty(before) ? more : before + separator + more;
}
