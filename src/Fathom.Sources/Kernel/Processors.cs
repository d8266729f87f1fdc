using System.Globalization;
using System.Text;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Kernel;

/// <summary>What the machine says of itself.</summary>
static class Processors
{
    const int Most = 4096;

    /// <summary>Those that work, by their numbers.</summary>
    public static int[] Online() => Parse(DirectoryFiles.OfFolder("/sys/devices/system/cpu").Read("online", 4096).Or([])) is { Length: > 0 } online ? online : [.. Enumerable.Range(0, Environment.ProcessorCount)];

    /// <summary>kernel.perf_event_paranoid as it stands there; "?" where it cannot be read.</summary>
    public static string Paranoia() =>
        Encoding.ASCII.GetString(DirectoryFiles.OfFolder("/proc/sys/kernel").Read("perf_event_paranoid", 64).Or([])).Trim() is { Length: > 0 } said ? said : "?";

    /// <summary>"0-3,8"; nothing where it is something else.</summary>
    public static int[] Parse(ReadOnlySpan<byte> text)
    {
        List<int> numbers = [];
        foreach (string part in Encoding.ASCII.GetString(text).Trim().Split(','))
        {
            string[] ends = part.Split('-');
            if (!int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last) || ends.Length > 2 || last >= Most || first > last)
                return [];
            for (int number = first; number <= last; number++)
                numbers.Add(number);
        }
        return [.. numbers];
    }
}
