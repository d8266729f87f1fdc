using Fathom.Sources.Acts;
using Fathom.Sources.Probe;

namespace Fathom.Cli.Commands;

/// <summary>How a program is started so that the JVMs among its processes load the probe.</summary>
/// <param name="Environment">What is set for it.</param>
/// <param name="IsLate">It would not find the probe's files: its JVMs are attached to once they are up.</param>
sealed record RunLaunch(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment, bool IsLate)
{
    const string ToolOptions = "JAVA_TOOL_OPTIONS", LauncherOptions = "JDK_JAVA_OPTIONS", Preload = "LD_PRELOAD";
    const string Words = "open,meet,start";

    static readonly HashSet<string> OtherRoots = new(StringComparer.Ordinal) { "bwrap", "chroot", "docker", "firejail", "nsenter", "podman", "proot", "systemd-nspawn" };

    /// <param name="folder">Where the program finds the probe.</param>
    /// <param name="isPlaced">The user has named the folder: he knows what the program sees.</param>
    /// <param name="preload">Put it into programs that are no JVMs, too.</param>
    /// <param name="nmt">The level of native memory tracking to ask for; null for none.</param>
    /// <param name="known">The environment that the program would have.</param>
    public static RunLaunch Of(IReadOnlyList<string> command, ProbeFolder folder, bool isPlaced, bool preload, string? nmt, Func<string, string?> known) =>
        Of(command, folder.Agent, folder.Preload, isPlaced, preload, nmt, known, word => IsScript(word, known("PATH")));

    internal static RunLaunch Of(IReadOnlyList<string> command, string agent, string library, bool isPlaced, bool preload, string? nmt, Func<string, string?> known, Func<string, bool>? isScript = null)
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal);
        string? tracking = nmt is null ? null : "-XX:NativeMemoryTracking=" + nmt;
        bool isLate = !isPlaced && SeesOtherFiles(command);
        int java = JavaAt(command, isScript ?? (_ => false));
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
    static int JavaAt(IReadOnlyList<string> command, Func<string, bool> isScript)
    {
        for (int? at = 0; at is { } place; at = HandedOn.Behind(command, place))
        {
            // A script of this name may have words of its own: of jenv's, or somebody's.
            if (HandedOn.NameOf(command[place]) == "java")
                return isScript(command[place]) ? -1 : place;
        }
        return -1;
    }

    static bool SeesOtherFiles(IReadOnlyList<string> command)
    {
        for (int? at = 0; at is { } place;)
        {
            int? next = HandedOn.Behind(command, place);
            string name = HandedOn.NameOf(command[place]);
            if (OtherRoots.Contains(name) || (name is "unshare" or "sudo" && command.Skip(place + 1).Take((next ?? command.Count) - place - 1).Any(IsOfFiles)))
                return true;
            // What it hands on to cannot be told: any of its words may be the one.
            if (next is null && HandedOn.IsOne(command[place]))
                return command.Skip(place + 1).Any(word => OtherRoots.Contains(HandedOn.NameOf(word)));
            at = next;
        }
        return false;
    }

    /// <summary>Of unshare, and of sudo -R.</summary>
    static bool IsOfFiles(string word) => (word.Length > 1 && word[0] == '-' && word[1] != '-' && word.AsSpan(1).IndexOfAny('m', 'R') >= 0)
        || word.StartsWith("--mount", StringComparison.Ordinal) || word.StartsWith("--root", StringComparison.Ordinal) || word.StartsWith("--chroot", StringComparison.Ordinal);

    /// <summary>Whether what is called so is text that a shell reads.</summary>
    static bool IsScript(string word, string? path)
    {
        if (!StartedProgram.Find(word, path).Try(out string? file, out _))
            return false;
        try
        {
            using FileStream program = File.OpenRead(file);
            Span<byte> begin = stackalloc byte[2];
            return program.ReadAtLeast(begin, 2, throwOnEndOfStream: false) == 2 && begin.SequenceEqual("#!"u8);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static string Appended(string? before, char separator, string more) => string.IsNullOrEmpty(before) ? more : before + separator + more;
}
