using Fathom.Sources.Formats;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Files;

/// <summary>Files of /proc and of a cgroup that their content gives away.</summary>
static class KernelTexts
{
    public static SavedFormat Smaps { get; } =
        SavedFormat.OfKernel("smaps", static (line, next) => IsRange(line) && next.StartsWith("Size:"u8) && !IsRollup(line)) with { IsOwn = IsOfSmaps };

    public static SavedFormat SmapsRollup { get; } =
        SavedFormat.OfKernel("smaps_rollup", static (line, _) => IsRange(line) && IsRollup(line)) with { IsOwn = IsOfSmaps };

    public static SavedFormat Maps { get; } =
        SavedFormat.OfKernel("maps", static (line, next) => IsRange(line) && !next.StartsWith("Size:"u8) && !IsRollup(line)) with
        {
            IsOwn = static line => IsRange(line) && !IsRollup(line),
        };

    public static SavedFormat Status { get; } = SavedFormat.OfKernel("status", static (line, next) =>
        (line.StartsWith("Name:"u8) && (next.StartsWith("Umask:"u8) || next.StartsWith("State:"u8)))
        || ((line.StartsWith("VmRSS:"u8) || line.StartsWith("VmPeak:"u8) || line.StartsWith("VmSize:"u8)) && line.EndsWith("kB"u8))) with
    {
        Again = static (line, _) => line.StartsWith("Name:"u8),
    };

    public static SavedFormat Limits { get; } =
        SavedFormat.OfKernel("limits", static (line, _) => line.StartsWith("Limit "u8) && line.IndexOf("Soft Limit"u8) > 0);

    /// <summary>Version 2 begins with anon and file, version 1 with cache and rss.</summary>
    public static SavedFormat MemoryStat { get; } = SavedFormat.OfKernel("memory.stat", static (line, next) =>
        (IsCounter(line, "anon "u8) && IsCounter(next, "file "u8)) || (IsCounter(line, "cache "u8) && IsCounter(next, "rss "u8)));

    static bool IsCounter(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.StartsWith(name) && line.Length > name.Length && line[name.Length..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    /// <summary>"start-end perms offset": as strict as the parser, and cheap for the many lines that are something else.</summary>
    public static bool IsRange(ReadOnlySpan<byte> line)
    {
        int dash = line[..Math.Min(line.Length, 17)].IndexOf((byte)'-');
        if (dash is < 4 or > 16)
            return false;
        AsciiLine rest = new(line);
        return MapsText.TryParseRange(ref rest, out _) && rest.Take((byte)' ')
            && rest.Rest.Length > 12 && rest.Rest[4] == (byte)' ' && rest.Rest[3] is (byte)'p' or (byte)'s' && rest.Rest[0] is (byte)'r' or (byte)'-';
    }

    static bool IsRollup(ReadOnlySpan<byte> line) => line.EndsWith("[rollup]"u8);

    /// <summary>"Rss:                  12 kB", "VmFlags: rd ex", and the next mapping.</summary>
    static bool IsOfSmaps(ReadOnlySpan<byte> line)
    {
        if (line.EndsWith(" kB"u8) && line.IndexOf((byte)':') is > 0 and < 24)
            return line[0] is not (byte)'V' || !line.StartsWith("Vm"u8);
        return line.StartsWith("VmFlags:"u8) || line.StartsWith("THPeligible:"u8) || line.StartsWith("ProtectionKey:"u8) || (IsRange(line) && !IsRollup(line));
    }
}
