using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Procps;

/// <summary>free(1): the header names the columns, and only -h says a unit. Of several samples the last is kept.</summary>
public static class FreeText
{
    /// <summary>
    /// Up to here a count could be KiB of a small machine or MiB of a large one; what is more is KiB, as without options.
    /// </summary>
    const long PlainlyKiB = 4L * 1024 * 1024;

    public static bool Begins(ReadOnlySpan<byte> line) =>
        line.TrimStart((byte)' ').StartsWith("total"u8) && IsHeader(line, new Words());

    public static Parsed<MachineMemory> Parse(ReadOnlySpan<byte> text, string place)
    {
        ReportNotes notes = new(place);
        FreeReading reading = new FreeReading(notes, UnitOf(text, notes)).Over(text, notes);
        return notes.Done(reading.Finish() with { Unread = notes.Unread });
    }

    internal static bool IsHeader(ReadOnlySpan<byte> line, Words words)
    {
        words.Split(line);
        return words.Count is >= 3 and <= 8 && line[words[0]].SequenceEqual("total"u8) && line[words[1]].SequenceEqual("used"u8)
            && line[words[2]].SequenceEqual("free"u8);
    }

    /// <summary>What a number without a unit counts: as the command in front of it says, else as it fits a machine.</summary>
    static long UnitOf(ReadOnlySpan<byte> text, ReportNotes notes)
    {
        long total = 0;
        ReportLines lines = new(text);
        while (lines.MoveNext())
        {
            if (Option(lines.Current) is { } unit)
                return unit;
            AsciiLine line = new(lines.Current);
            if (line.Take("Mem:"u8) && line.TakeBlanks())
                total = ToolNumbers.Count(line.TakeWord()) ?? 0;
        }
        if (total is 0 or > PlainlyKiB and <= PlainlyKiB * 16384)
            return 1024;
        (long taken, string name) = total switch
        {
            > PlainlyKiB => (1L, "bytes"),
            >= 256 * 1024 => (1024L, "KiB"),
            >= 256 => (1024L * 1024, "MiB"),
            _ => (1024L * 1024 * 1024, "GiB"),
        };
        notes.Add(Gaps.ToolUnitGuessed, "free", name);
        return taken;
    }

    /// <summary>"$ free -m" that was copied with its output.</summary>
    static long? Option(ReadOnlySpan<byte> text)
    {
        int at = text.IndexOf("free -"u8);
        if (at < 0)
            return null;
        foreach (byte letter in new AsciiLine(text[(at + "free -"u8.Length)..]).TakeWord())
        {
            if ("bkmg"u8.IndexOf(letter) is >= 0 and var power)
                return 1L << (10 * power);
        }
        return null;
    }
}
