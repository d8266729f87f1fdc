using System.Globalization;

namespace Fathom.Live.Tests.Accounting;

/// <summary>What the kernel says, read without any of fathom's own code: the judge of the ledger.</summary>
static class Kernel
{
    internal sealed record Area(ulong Start, ulong End, IReadOnlyDictionary<string, long> KiB)
    {
        internal long this[string key] => KiB.GetValueOrDefault(key) * 1024;
    }

    internal static IReadOnlyList<Area> Smaps(int pid) => Areas(File.ReadLines(At(pid, "smaps")));

    internal static Area Rollup(int pid) => Areas(File.ReadLines(At(pid, "smaps_rollup"))).Single();

    /// <summary>A figure of /proc/PID/status, in bytes where it is in kB.</summary>
    internal static long Status(int pid, string key)
    {
        string[] words = StatusText(pid, key).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return long.Parse(words[0], CultureInfo.InvariantCulture) * (words.Length > 1 ? 1024 : 1);
    }

    internal static string StatusText(int pid, string key) =>
        File.ReadLines(At(pid, "status")).Single(line => line.StartsWith(key + ":", StringComparison.Ordinal))[(key.Length + 1)..].Trim();

    /// <summary>Minor and major page faults (proc_pid_stat(5), fields 10 and 12).</summary>
    internal static (long Minor, long Major) Faults(int pid)
    {
        string stat = File.ReadAllText(At(pid, "stat"));
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[7], CultureInfo.InvariantCulture), long.Parse(fields[9], CultureInfo.InvariantCulture));
    }

    static string At(int pid, string name) => string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/{name}");

    static List<Area> Areas(IEnumerable<string> lines)
    {
        List<Area> areas = [];
        Dictionary<string, long> figures = [];
        foreach (string line in lines)
        {
            string[] words = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
            if (words[0].EndsWith(':'))
            {
                if (words is [_, _, "kB"])
                    figures[words[0][..^1]] = long.Parse(words[1], CultureInfo.InvariantCulture);
                continue;
            }
            ulong[] range = [.. words[0].Split('-').Select(hex => ulong.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
            areas.Add(new Area(range[0], range[1], figures = []));
        }
        return areas;
    }
}
