using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Files;

/// <summary>
/// A line that tells of the text below it and is no part of it: the prompt with the command that was typed, the name that
/// head, tail and our own script put above a file, the pid that jcmd prints first, a date alone.
/// </summary>
readonly record struct Heading(HeadingKind Kind)
{
    const int LongestName = 256;
    static readonly SearchValues<byte> NotInOnePath = SearchValues.Create(" |;&<>*{$"u8);

    static readonly string[] Tools =
    [
        "jcmd", "cat", "pmap", "top", "ps", "jstack", "jstat", "jmap", "jinfo", "jps", "grep", "egrep", "kubectl", "docker", "crictl", "podman", "oc", "free",
        "dmesg", "journalctl", "strace", "sort", "head", "tail", "less", "more", "zcat", "jhsdb", "strings", "sudo", "curl", "gdb", "java", "uptime", "uname",
        "ls", "lsof", "awk", "sed", "jattach", "smem", "vmstat", "ulimit", "nsenter", "arthas",
    ];

    public int? Pid { get; init; }

    public DateTime? At { get; init; }

    /// <summary>The name of the one file that is shown.</summary>
    public string? Name { get; init; }

    public static Heading Of(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
            return new(HeadingKind.Blank);
        if (line.Length > 4096)
            return default;
        return line[0] switch
        {
            // An error file of HotSpot begins so, and its blocks are separated so.
            (byte)'#' when line.Length == 1 => new(HeadingKind.Blank),
            (byte)'=' when line.Length > 8 && line.StartsWith("==> "u8) && line.EndsWith(" <=="u8) => OfName(line[4..^4]),
            (byte)'`' when line.StartsWith("```"u8) => new(HeadingKind.Blank),
            >= (byte)'0' and <= (byte)'9' => OfDigits(line),
            (byte)'$' or (byte)'#' or (byte)'%' or (byte)'[' or >= (byte)'a' and <= (byte)'z' or >= (byte)'A' and <= (byte)'Z' => OfPrompt(line),
            _ => default,
        };
    }

    static Heading OfName(ReadOnlySpan<byte> name) =>
        name.IsEmpty || name.Length > LongestName ? default : new(HeadingKind.Name) { Name = ForeignText.Decode(name), Pid = PidIn(name) };

    static Heading OfDigits(ReadOnlySpan<byte> line)
    {
        if (line[^1] == (byte)':' && Utf8Parser.TryParse(line, out int pid, out int used) && used == line.Length - 1 && used <= 10)
            return new(HeadingKind.Pid) { Pid = pid };
        return line.Length == 19 && DateTime.TryParseExact(Encoding.Latin1.GetString(line), "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime at)
            ? new(HeadingKind.Date) { At = at } : default;
    }

    /// <summary>"[root@host dir]# pmap -x 2154", "$ cat /proc/1/status", "me@host:~$ jcmd 1 VM.info".</summary>
    static Heading OfPrompt(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> command = AfterPrompt(line);
        if (command.IsEmpty)
            return default;
        int end = command.IndexOf((byte)' ');
        string word = ForeignText.Decode(end < 0 ? command : command[..end]);
        string tool = word[(word.LastIndexOf('/') + 1)..];
        return Array.IndexOf(Tools, tool) < 0 ? default : new(HeadingKind.Command) { Pid = PidIn(command), Name = tool == "cat" && end > 0 ? OneFile(command[end..]) : null };
    }

    static ReadOnlySpan<byte> AfterPrompt(ReadOnlySpan<byte> line)
    {
        if (line[0] is (byte)'$' or (byte)'%' or (byte)'#')
            return line[1..].TrimStart((byte)' ');
        ReadOnlySpan<byte> head = line[..Math.Min(line.Length, 120)];
        int end = head.IndexOf("$ "u8);
        end = end < 0 ? head.IndexOf("# "u8) : end;
        bool isPrompt = end > 0 && head[..end].IndexOf((byte)'@') > 0 && (head[0] != (byte)'[' || head[end - 1] == (byte)']');
        return isPrompt ? line[(end + 2)..].TrimStart((byte)' ') : [];
    }

    /// <summary>The path behind cat, where there is one and nothing else.</summary>
    static string? OneFile(ReadOnlySpan<byte> arguments)
    {
        ReadOnlySpan<byte> path = arguments.Trim((byte)' ');
        return path.IsEmpty || path.Length > LongestName || path.IndexOfAny(NotInOnePath) >= 0 ? null : ForeignText.Decode(path);
    }

    /// <summary>The first word of digits, or what stands behind /proc/.</summary>
    static int? PidIn(ReadOnlySpan<byte> command)
    {
        int proc = command.IndexOf("/proc/"u8);
        if (proc >= 0)
            return Utf8Parser.TryParse(command[(proc + 6)..], out int of, out _) && of > 0 ? of : null;
        while (!command.IsEmpty)
        {
            int end = command.IndexOfAny((byte)' ', (byte)'|');
            ReadOnlySpan<byte> word = end < 0 ? command : command[..end];
            if (Utf8Parser.TryParse(word, out int pid, out int used) && used == word.Length && pid > 0)
                return pid;
            // Behind a pipe stand numbers of lines and columns.
            if (end < 0 || command[end] == (byte)'|')
                return null;
            command = command[(end + 1)..];
        }
        return null;
    }
}

enum HeadingKind
{
    None,
    Blank,
    Name,
    Command,
    Pid,
    Date,
}
