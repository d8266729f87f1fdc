namespace Fathom.Sources.Formats.HotSpot;

/// <summary>
/// What logs put in front of a line that HotSpot wrote: unified logging's decorations, dates, the fields of container
/// runtimes, syslog. Reports are cut out of logs more often than they are saved by jcmd.
/// </summary>
static class ReportPrefix
{
    /// <summary>The line without its prefix; its own indent stays.</summary>
    public static ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> line)
    {
        bool decorated = false;
        for (int fields = 0; fields < 8; fields++)
        {
            int length = Length(line, decorated);
            if (length == 0)
                return line;
            decorated |= line[0] == (byte)'[';
            line = line[length..];
        }
        return line;
    }

    static int Length(ReadOnlySpan<byte> line, bool decorated)
    {
        if (line.Length < 4)
            return 0;
        return line[0] switch
        {
            (byte)'[' => line[1] == (byte)'0' && line[2] == (byte)'x' ? 0 : Decoration(line, decorated),
            (byte)'s' => ContainerStream(line),
            >= (byte)'0' and <= (byte)'9' => Date(line),
            >= (byte)'A' and <= (byte)'Z' => Syslog(line),
            _ => 0,
        };
    }

    /// <summary>"[0.123s]", "[2026-11-20T21:37:52+0000]", "[info ]", "[gc,heap]" (logging/logDecorations.hpp).</summary>
    static int Decoration(ReadOnlySpan<byte> line, bool decorated)
    {
        int end = line[..Math.Min(line.Length, 64)].IndexOf((byte)']');
        if (end < 2)
            return 0;
        ReadOnlySpan<byte> inside = line[1..end].TrimEnd((byte)' ');
        if (inside.IsEmpty)
            return 0;
        bool isTime = char.IsAsciiDigit((char)inside[0])
            && (inside.EndsWith("s"u8) || (inside.Length > 9 && inside[4] == (byte)'-' && inside[7] == (byte)'-'));
        bool isLevel = inside.SequenceEqual("info"u8) || inside.SequenceEqual("debug"u8)
            || inside.SequenceEqual("trace"u8) || inside.SequenceEqual("warning"u8) || inside.SequenceEqual("error"u8);
        bool isTag = decorated && inside.IndexOfAnyExceptInRange((byte)'a', (byte)'z') is var other
            && (other < 0 || inside[other] == (byte)',' || inside.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0);
        return isTime || isLevel || isTag ? WithBlank(line, end + 1) : 0;
    }

    /// <summary>"2026-11-20 21:37:52.123 " and ISO 8601; alone on its line it is a thread dump's own.</summary>
    static int Date(ReadOnlySpan<byte> line)
    {
        if (line.Length < 20 || line[4] != (byte)'-' || line[7] != (byte)'-' || line[10] is not ((byte)'T' or (byte)' ')
            || line[13] != (byte)':' || line[16] != (byte)':')
            return 0;
        int end = line[19..].IndexOfAny((byte)' ', (byte)'\t');
        return end < 0 ? 0 : 19 + end + 1;
    }

    /// <summary>"stdout F " of the container runtime interface's logs.</summary>
    static int ContainerStream(ReadOnlySpan<byte> line) =>
        line.Length >= 9 && (line.StartsWith("stdout "u8) || line.StartsWith("stderr "u8))
            && line[7] is (byte)'F' or (byte)'P' && line[8] == (byte)' ' ? 9 : 0;

    /// <summary>"Nov 20 21:37:52 machine java[4242]: ".</summary>
    static int Syslog(ReadOnlySpan<byte> line)
    {
        if (line.Length < 20 || line[3] != (byte)' ' || line[6] != (byte)' '
            || line[9] != (byte)':' || line[12] != (byte)':')
            return 0;
        int end = line[15..].IndexOf(": "u8);
        if (end >= 0)
            return 15 + end + 2;
        return line.EndsWith(":"u8) ? line.Length : 0;
    }

    static int WithBlank(ReadOnlySpan<byte> line, int end) =>
        end < line.Length && line[end] == (byte)' ' ? end + 1 : end;
}
