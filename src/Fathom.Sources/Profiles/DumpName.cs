using System.Globalization;

namespace Fathom.Sources.Profiles;

/// <summary>
/// What the name of a dump says: jemalloc's is PREFIX.PID.SEQ.iN.heap (prof_sys.c), gperftools' PREFIX.SEQ.heap, with _PID
/// behind the prefix in children (heap-profiler.cc, base/sysinfo.cc).
/// </summary>
/// <param name="Prefix">The same for the dumps of one program.</param>
public readonly record struct DumpName(string Prefix, int? Pid, long? Sequence)
{
    public static DumpName Of(string path)
    {
        string[] parts = Path.GetFileName(path).Split('.');
        // The final dump of jemalloc is "f", those in between carry a letter and the same number.
        if (parts.Length >= 4 && IsKind(parts[^2]) && Number(parts[^3]) is { } sequence && Number(parts[^4]) is >= 0 and <= int.MaxValue and { } pid)
            return new DumpName(string.Join('.', parts[..^4]), (int)pid, sequence);
        if (parts.Length < 3 || Number(parts[^2]) is not { } number)
            return new DumpName(Path.GetFileName(path), null, null);
        string prefix = string.Join('.', parts[..^2]);
        int under = prefix.LastIndexOf('_');
        return under > 0 && Number(prefix[(under + 1)..]) is >= 0 and <= int.MaxValue and { } child
            ? new DumpName(prefix[..under], (int)child, number) : new DumpName(prefix, null, number);
    }

    static bool IsKind(string part) =>
        part == "f" || (part.Length > 1 && part[0] is 'i' or 'u' or 'm' && Number(part[1..]) is not null);

    static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
