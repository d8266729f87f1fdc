using System.Diagnostics;
using Fathom.Tests;

namespace Fathom.Live.Tests.Profiles;

/// <summary>A test that records with perf; skipped with the reason printed where perf is missing, or the kernel lets it not count an event.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class PerfFactAttribute : FactAttribute
{
    static readonly Dictionary<string, bool> Known = [];

    public PerfFactAttribute(params string[] events)
    {
        string[] missing = Requires.Has("perf") ? [.. events.Where(each => !CanCount(each))] : ["perf"];
        if (missing.Length > 0)
            Skip = "needs " + string.Join(", ", missing);
    }

    static bool CanCount(string name)
    {
        if (name == "uprobes")
            return Environment.IsPrivilegedProcess && File.Exists("/sys/kernel/tracing/uprobe_events");
        lock (Known)
        {
            if (!Known.TryGetValue(name, out bool can))
                Known[name] = can = Runs(name);
            return can;
        }
    }

    static bool Runs(string name)
    {
        ProcessStartInfo start = new("perf", ["record", "-q", "-e", name, "-o", "/dev/null", "--", "true"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
