using System.Globalization;
using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Cgroup;

/// <summary>The texts of the memory controller (Documentation/admin-guide/cgroup-v1/memory.rst and cgroup-v2.rst).</summary>
public static class CgroupText
{
    public readonly record struct Membership(int Version, string Path);

    // v1 writes "no limit" as the largest page-aligned number.
    internal static readonly Bytes NoLimit = new(0x7FFF_FFFF_FFFF_F000);

    /// <summary>/proc/PID/cgroup: "4:memory:/path" in v1, "0::/path" in v2.</summary>
    public static Membership? ParseMembership(ReadOnlySpan<byte> text)
    {
        Membership? unified = null;
        foreach (string line in Encoding.UTF8.GetString(text).Split('\n'))
        {
            string[] fields = line.Split(':', 3);
            if (fields.Length != 3 || !fields[2].StartsWith('/'))
                continue;
            if (fields[1].Split(',').Contains("memory"))
                return new Membership(1, fields[2]);
            if (fields[0] == "0" && fields[1].Length == 0)
                unified = new Membership(2, fields[2]);
        }
        return unified;
    }

    /// <summary>A file that holds one number, or "max".</summary>
    public static Bytes? ParseAmount(ReadOnlySpan<byte> text) =>
        long.TryParse(text.Trim(" \n"u8), NumberStyles.None, CultureInfo.InvariantCulture, out long value)
        && value < NoLimit.Value
            ? new Bytes(value)
            : null;

    /// <summary>One line of memory.stat.</summary>
    public static Bytes? ParseStat(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        Lines lines = new(text);
        while (lines.MoveNext())
        {
            AsciiLine line = new(lines.Current);
            if (line.Take(key) && line.TakeBlanks() && line.TakeDecimal(out ulong value) && value <= long.MaxValue)
                return new Bytes((long)value);
        }
        return null;
    }
}
