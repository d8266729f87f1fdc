using System.Diagnostics.CodeAnalysis;
using Fathom.Evidence;
using Fathom.Evidence.Saved;

namespace Fathom.Sources.Formats.Kernel;

/// <summary>"Killed process 7488 (java) total-vm:2512732kB, anon-rss:97408kB, file-rss:20136kB, shmem-rss:0kB, UID:0 …".</summary>
static class VictimLine
{
    /// <param name="announced">The line before it of kernels up to 5.2: "Kill process 7488 (java) score 900 or sacrifice child".</param>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out KilledProcess? killed, out bool announced)
    {
        killed = null;
        int at = text.IndexOf("Killed process "u8);
        announced = at < 0;
        at = announced ? text.IndexOf("Kill process "u8) + "Kill process "u8.Length : at + "Killed process "u8.Length;
        AsciiLine line = new(text[at..]);
        if (!line.TakeDecimal(out ulong pid) || pid > int.MaxValue)
            return false;
        line.TakeBlanks();
        // A name may have brackets and blanks of its own; what follows it does not.
        int end = line.Rest.IndexOf(announced ? ") score "u8 : ") total-vm:"u8);
        if (end < 0)
            end = line.Rest.IndexOf("), UID"u8);
        if (line.Rest.IsEmpty || line.Rest[0] != (byte)'(' || end < 1)
            return false;
        killed = new KilledProcess((int)pid, ForeignText.Decode(line.Rest[1..end]));
        if (announced)
            return true;
        killed = killed with
        {
            Virtual = Size(text, "total-vm:"u8),
            Anonymous = Size(text, "anon-rss:"u8),
            File = Size(text, "file-rss:"u8),
            Shared = Size(text, "shmem-rss:"u8),
            PageTables = Size(text, "pgtables:"u8),
            ScoreAdjustment = Score(text),
        };
        return killed.Virtual is not null;
    }

    /// <summary>Cut off in the middle of a number, it has no unit.</summary>
    static Bytes? Size(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        int at = text.IndexOf(key);
        return at >= 0 && KiB(text[(at + key.Length)..]) is { } size && size.Value <= Limits.ContainerAmount ? size : null;
    }

    static Bytes? KiB(ReadOnlySpan<byte> text)
    {
        AsciiLine line = new(text);
        return line.TakeDecimal(out ulong kib) && kib <= long.MaxValue / 1024 && line.Take("kB"u8) ? Bytes.FromKiB((long)kib) : null;
    }

    static long? Score(ReadOnlySpan<byte> text)
    {
        int at = text.IndexOf("oom_score_adj:"u8);
        AsciiLine line = new(at < 0 ? [] : text[(at + "oom_score_adj:"u8.Length)..]);
        return line.TakeSigned(out long score) ? score : null;
    }
}
