using System.Diagnostics;
using System.Globalization;
using Fathom.Lab.Roots;

namespace Fathom.Live.Tests.Probe;

/// <summary>Targets/Leaks.java, which takes native memory as it is told; it ends with its input.</summary>
sealed class LeakingJvm : IDisposable
{
    const string Main = "fathomtest.Leaks", Maps = "fathomtest.Maps", Host = "HOST ";

    static readonly Dictionary<string, string> LargeBlocks = new() { ["MALLOC_MMAP_THRESHOLD_"] = "4194304" };

    readonly Process _process;

    LeakingJvm(IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _ = _process.StandardError.ReadToEndAsync();
        Id = _process.Id;
        for (string? line = ""; line != "ready"; line = _process.StandardOutput.ReadLine())
        {
            Assert.NotNull(line);
            if (line.StartsWith(Host, StringComparison.Ordinal))
                Id = int.Parse(line.AsSpan(Host.Length), CultureInfo.InvariantCulture);
        }
    }

    /// <summary>A native library that opens another, whose keep_plugged takes what is asked for.</summary>
    internal static string Plugin => CPrograms.Linked("plugin", "libplugin.so", "-shared", "-fPIC", $"-DPLUGGED=\"{CPrograms.Library("plugged")}\"");

    internal int Id { get; }

    internal string Target => Id.ToString(CultureInfo.InvariantCulture);

    internal bool IsAlive => !_process.HasExited;

    internal static LeakingJvm Start(int feature, params string[] flags) =>
        new([Machine.FindJdk(feature)!.Java, "-Xmx64m", "-XX:TieredStopAtLevel=1", .. flags, "-cp", JavaProgram.Classes, Main]);

    /// <summary>Targets/Maps.java, which is told in the same way. malloc maps what is large, whatever was freed before (mallopt(3)).</summary>
    internal static LeakingJvm OfMaps(int feature, string mode) => new([Machine.FindJdk(feature)!.Java, "-Xmx64m", mode, "-cp", JavaProgram.Classes, Maps], LargeBlocks);

    internal static LeakingJvm OfMaps(RootFs root, string mode) => new(root.Enter(JavaProgram.Classes, [root.JavaHome + "/bin/java", "-Xmx64m", mode, "-cp", "/opt/fathom-lab", Maps]), LargeBlocks);

    /// <summary>With a library in it from its start.</summary>
    internal static LeakingJvm With(string library, int feature, params string[] flags) =>
        new(["env", "LD_PRELOAD=" + library, Machine.FindJdk(feature)!.Java, "-Xmx64m", "-XX:TieredStopAtLevel=1", .. flags, "-cp", JavaProgram.Classes, Main]);

    /// <summary>In namespaces of its own.</summary>
    internal static LeakingJvm Start(RootFs root, params string[] flags) => new(In(root, flags));

    /// <summary>By a command that comes to start it.</summary>
    internal static LeakingJvm Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment) => new(command, environment);

    internal static IReadOnlyList<string> Here(int feature) => [Machine.FindJdk(feature)!.Java, "-Xmx64m", "-XX:TieredStopAtLevel=1", "-cp", JavaProgram.Classes, Main];

    internal static IReadOnlyList<string> In(RootFs root, params string[] flags) =>
        root.Enter(JavaProgram.Classes, [root.JavaHome + "/bin/java", "-Xmx64m", "-XX:TieredStopAtLevel=1", .. flags, "-cp", "/opt/fathom-lab", Main]);

    /// <summary>By the end of its input; its exit code.</summary>
    internal int End()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>In a mount namespace of its own, and a pid namespace where wanted, after a shell has arranged it; the classes are in /mnt.</summary>
    internal static LeakingJvm Within(int feature, string arrangement, bool ownPids = false, params string[] flags) =>
        new(["unshare", "--mount", .. ownPids ? (string[])["--pid", "--fork", "--kill-child"] : [], "--", "sh", "-ec",
            (ownPids ? "read -r pid _ </proc/self/stat; echo HOST $pid; mount -t proc proc /proc\n" : "")
                + "mount --bind \"$0\" /mnt; mount -o remount,bind,ro /mnt\n" + arrangement + "\nexec $as \"$@\"",
            JavaProgram.Classes, Machine.FindJdk(feature)!.Java, "-Xmx64m", "-XX:TieredStopAtLevel=1", .. flags, "-cp", "/mnt", Main]);

    /// <summary>Back once it has done so.</summary>
    internal void Tell(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        if (_process.StandardOutput.ReadLine() is not "done" and var answer)
            Assert.Fail($"{line}: {answer}");
    }

    public void Dispose()
    {
        Signal.Send(Id, Signal.Kill);
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
