using System.Globalization;

namespace Fathom.Sources.Profiles;

/// <summary>/tmp/perf-PID.map, where agents of perf write what code they make (linux, tools/perf/Documentation/jit-interface.txt).</summary>
static class PerfMap
{
    /// <summary>As perf calls the memory that such a file names: the library of code in no file.</summary>
    public static bool IsName(ReadOnlySpan<byte> library) => library.StartsWith("/tmp/perf-"u8) && library.EndsWith(".map"u8);

    /// <summary>Whose code it is; null for another library.</summary>
    public static int? PidOf(string library)
    {
        const string before = "/tmp/perf-", behind = ".map";
        return library.Length > before.Length + behind.Length && library.StartsWith(before, StringComparison.Ordinal) && library.EndsWith(behind, StringComparison.Ordinal)
            && int.TryParse(library.AsSpan()[before.Length..^behind.Length], NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : null;
    }
}
