using System.Globalization;

namespace Fathom.Live.Tests.Uprobes;

/// <summary>A test in which the kernel watches a process: it needs the rights to ask for that, and a kernel that can.</summary>
sealed class KernelFactAttribute : FactAttribute
{
    public KernelFactAttribute(params string[] needs) => Skip = KernelRights.Missing(needs);
}

sealed class KernelTheoryAttribute : TheoryAttribute
{
    public KernelTheoryAttribute(params string[] needs) => Skip = KernelRights.Missing(needs);
}

static class KernelRights
{
    const string EventType = "/sys/bus/event_source/devices/uprobe/type";

    // linux/capability.h
    const int SysAdmin = 21, Perfmon = 38, Bpf = 39;

    internal const string Binary = "FATHOM_BINARY";

    /// <param name="needs">As of RequiresFact; "JDK 25", "root sid", and the binary that is shipped.</param>
    internal static string? Missing(string[] needs)
    {
        List<string> missing = [];
        foreach (string need in needs)
        {
            bool has = need.Split(' ') is [var kind, var which]
                ? (kind == "JDK" ? Machine.NoJdk(int.Parse(which, CultureInfo.InvariantCulture)) : Machine.NoRoot(which)) is null
                : need == Binary ? Cli.Answer.Binary is not null : Fathom.Tests.Requires.Has(need);
            if (!has)
                missing.Add(need);
        }
        if (!File.Exists(EventType))
            missing.Add("a kernel with uprobes");
        else if (!Has(SysAdmin) && !(Has(Perfmon) && Has(Bpf)))
            missing.Add("CAP_BPF and CAP_PERFMON");
        return missing.Count == 0 ? null : "needs " + string.Join(", ", missing);
    }

    static bool Has(int capability)
    {
        string effective = File.ReadLines("/proc/self/status").First(line => line.StartsWith("CapEff:", StringComparison.Ordinal))[7..].Trim();
        return (ulong.Parse(effective, NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> capability & 1) != 0;
    }
}
