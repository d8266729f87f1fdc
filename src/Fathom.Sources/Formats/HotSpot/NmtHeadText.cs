using System.Globalization;
using System.Text;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>
/// "# fathom nmt: taken 2026-11-21T12:00:00Z, pid 42, start 4242, JDK 17.0.15+6": one line above a report, which is
/// otherwise as the JVM wrote it, for other tools to read as well.
/// </summary>
public static class NmtHeadText
{
    const string Mark = "# fathom nmt: taken ";
    const string Time = "yyyy-MM-ddTHH:mm:ssZ";
    const int LongestLine = 300;

    public static byte[] Write(NmtHead head)
    {
        string version = new([.. (head.Jvm ?? "").Where(c => c is > ' ' and <= '~').Take(80)]);
        string jvm = version.Length > 0 ? ", JDK " + version : "";
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"{Mark}{head.TakenAt.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture)}, pid {head.Pid}, start {head.Start}{jvm}\n"));
    }

    /// <summary>Null where the text does not begin with such a line.</summary>
    public static NmtHead? Parse(ReadOnlySpan<byte> text)
    {
        int end = text[..Math.Min(text.Length, LongestLine)].IndexOf((byte)'\n');
        string line = end < 0 ? "" : ForeignText.Decode(text[..end]).TrimEnd('\r');
        if (!line.StartsWith(Mark, StringComparison.Ordinal))
            return null;
        string[] parts = line[Mark.Length..].Split(", ");
        return parts.Length is 3 or 4
            && DateTimeOffset.TryParseExact(parts[0], Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset taken)
            && Number(parts[1], "pid ") is { } pid and <= int.MaxValue && Number(parts[2], "start ") is { } start
            ? new NmtHead(taken, (int)pid, start, parts.Length == 4 && parts[3].StartsWith("JDK ", StringComparison.Ordinal) ? parts[3][4..] : null)
            : null;
    }

    static ulong? Number(string part, string key) =>
        part.StartsWith(key, StringComparison.Ordinal)
        && ulong.TryParse(part.AsSpan(key.Length), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;
}
