using System.Globalization;

namespace Fathom.Sources.Formats.Kernel;

/// <summary>
/// A line of a kernel's log without what stands before its message: dmesg (with -T or -x), journalctl in its forms,
/// /var/log/kern.log, and the raw "&lt;4&gt;" of the ring itself.
/// </summary>
readonly ref struct KernelLogLine
{
    public KernelLogLine(ReadOnlySpan<byte> line)
    {
        Message = line;
        bool stripped;
        int rounds = 0;
        do
        {
            ReadOnlySpan<byte> before = Message;
            Message = Bare(before, out ReadOnlySpan<byte> when, out TimeSpan? uptime);
            When = when.IsEmpty ? When : when;
            Uptime = uptime ?? Uptime;
            stripped = Message.Length < before.Length;
        }
        while (stripped && ++rounds < 6);
    }

    public ReadOnlySpan<byte> Message { get; }

    public ReadOnlySpan<byte> When { get; } = [];

    public TimeSpan? Uptime { get; } = null;

    static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> when, out TimeSpan? uptime)
    {
        when = [];
        uptime = null;
        if (line.IsEmpty)
            return line;
        if (line[0] == (byte)'<' && line.IndexOf((byte)'>') is > 1 and < 5 and var end)
            return line[(end + 1)..];
        if (line[0] == (byte)'[')
            return Bracket(line, out when, out uptime);
        // dmesg -x: "kern  :warn  : [46003.074954] …".
        if (line.StartsWith("kern  :"u8) && line[7..].IndexOf(": "u8) is >= 0 and var level)
            return line[(7 + level + 2)..];
        int mark = line[..Math.Min(line.Length, 160)].IndexOf(" kernel: "u8);
        if (mark <= 0)
            return line;
        ReadOnlySpan<byte> head = line[..mark];
        // The machine's name stands between the date and the mark.
        if (head.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0)
            when = head[..Math.Max(0, head.LastIndexOf((byte)' '))];
        return line[(mark + " kernel: "u8.Length)..];
    }

    /// <summary>"[46003.074954]" or "[Sun Nov 22 00:23:47 2026]", and with CONFIG_PRINTK_CALLER "[ T4242]" behind it.</summary>
    static ReadOnlySpan<byte> Bracket(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> when, out TimeSpan? uptime)
    {
        when = [];
        uptime = null;
        int end = line[..Math.Min(line.Length, 48)].IndexOf((byte)']');
        ReadOnlySpan<byte> inside = end < 0 ? [] : line[1..end].Trim((byte)' ');
        if (inside.Length < 2)
            return line;
        int point = inside.IndexOf((byte)'.');
        // Within three hundred years.
        if (point is > 0 and <= 10 && double.TryParse(inside, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds))
            uptime = TimeSpan.FromMicroseconds((long)(seconds * 1e6));
        else if (inside.Length > 15 && inside.Count((byte)':') >= 2)
            when = inside;
        else if (inside[0] is not ((byte)'T' or (byte)'C') || inside[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
            return line;
        return line[(end + 1)..].TrimStart((byte)' ');
    }
}
