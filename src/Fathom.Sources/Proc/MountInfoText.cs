using Fathom.Evidence;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Proc;

/// <summary>/proc/PID/mountinfo (proc_pid_mountinfo(5)).</summary>
public static class MountInfoText
{
    public readonly record struct Mount(string Root, string Point, string Type, string Options, Device Device);

    public static IReadOnlyList<Mount> Parse(ReadOnlySpan<byte> text)
    {
        List<Mount> mounts = [];
        Lines lines = new(text);
        while (lines.MoveNext() && mounts.Count < Limits.Mappings)
        {
            // id parent major:minor root point options [tag…] - type source super-options
            AsciiLine line = new(lines.Current);
            if (!line.TakeDecimal(out _) || !line.TakeBlanks() || !line.TakeDecimal(out _) || !line.TakeBlanks()
                || !line.TakeDecimal(out ulong major) || !line.Take((byte)':') || !line.TakeDecimal(out ulong minor)
                || major > uint.MaxValue || minor > uint.MaxValue || !line.TakeBlanks())
                continue;
            string root = Unescape(line.TakeWord());
            line.TakeBlanks();
            string point = Unescape(line.TakeWord());
            int dash = line.Rest.IndexOf(" - "u8);
            if (dash < 0)
                continue;
            AsciiLine rest = new(line.Rest[(dash + 3)..]);
            string type = ForeignText.Decode(rest.TakeWord());
            rest.TakeBlanks();
            rest.TakeWord();
            rest.TakeBlanks();
            mounts.Add(new(root, point, type, ForeignText.Decode(rest.TakeWord()), new Device((uint)major, (uint)minor)));
        }
        return mounts;
    }

    /// <summary>Blank, tab, newline and backslash are written in octal here (fs/proc_namespace.c).</summary>
    static string Unescape(ReadOnlySpan<byte> word) =>
        ForeignText.Decode(word)
            .Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal)
            .Replace("\\012", "\n", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal);
}
