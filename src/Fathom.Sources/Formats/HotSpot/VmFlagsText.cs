using System.Diagnostics.CodeAnalysis;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>VM.flags, short and -all (HotSpot: runtime/flags/jvmFlag.cpp, print_on).</summary>
public static class VmFlagsText
{
    public static Parsed<VmFlags> Parse(ReadOnlySpan<byte> text, string file)
    {
        ReportNotes notes = new(file);
        List<VmFlag> flags = [];
        ReportLines lines = new(text);
        while (lines.MoveNext())
        {
            ReadOnlySpan<byte> line = lines.Current.TrimStart(" \t"u8);
            // jinfo -flags of JDK 8 puts its heading in the same line.
            if (line.StartsWith("Non-default VM flags: "u8))
                line = line["Non-default VM flags: "u8.Length..];
            if (line.IsEmpty || line.StartsWith("[Global flags]"u8) || line.StartsWith("VM Flags:"u8))
                continue;
            if (line.StartsWith("-XX:"u8))
                Options(line, flags, notes, lines);
            else if (TryRow(line, out VmFlag? flag, out bool isRow))
                Add(flag, flags, notes);
            else if (isRow)
                notes.Broken(lines);
            else
                notes.Keep(lines);
        }
        if (flags.Count == 0)
            notes.Add(Gaps.ReportIncomplete, "flags", "VM.flags");
        return notes.Done(new VmFlags { Flags = flags, Unread = notes.Unread });
    }

    static void Add(VmFlag flag, List<VmFlag> flags, ReportNotes notes)
    {
        if (notes.HasRoom(flags.Count, "flags", Limits.UnreadLines))
            flags.Add(flag);
    }

    /// <summary>One line of "-XX:Name=value -XX:+Name". A value may hold blanks, as OnOutOfMemoryError's does.</summary>
    static void Options(ReadOnlySpan<byte> line, List<VmFlag> flags, ReportNotes notes, in ReportLines lines)
    {
        while (!line.IsEmpty)
        {
            int next = line.IndexOf(" -XX:"u8);
            ReadOnlySpan<byte> option = (next < 0 ? line : line[..next])[4..].TrimEnd((byte)' ');
            line = next < 0 ? [] : line[(next + 1)..];
            int equals = option.IndexOf((byte)'=');
            if (equals > 0)
                Add(new(ForeignText.Decode(option[..equals]), ForeignText.Decode(option[(equals + 1)..])), flags, notes);
            else if (option.Length > 1 && option[0] is (byte)'+' or (byte)'-')
                Add(new(ForeignText.Decode(option[1..]), option[0] == (byte)'+' ? "true" : "false"), flags, notes);
            else
                notes.Broken(lines);
        }
    }

    /// <summary>"   size_t MaxHeapSize = 33554432  {product} {command line}"; ":=" in 8 for a flag that was set.</summary>
    static bool TryRow(ReadOnlySpan<byte> line, [NotNullWhen(true)] out VmFlag? flag, out bool isRow)
    {
        flag = null;
        AsciiLine rest = new(line);
        ReadOnlySpan<byte> type = rest.TakeWord();
        rest.TakeBlanks();
        ReadOnlySpan<byte> name = rest.TakeWord();
        rest.TakeBlanks();
        bool set = rest.Take(":="u8);
        // "+=" continues a list of the line before.
        isRow = set || rest.Take((byte)'=') || rest.Take("+="u8);
        if (!isRow || name.IsEmpty)
            return false;
        ReadOnlySpan<byte> value = rest.Rest.Trim((byte)' ');
        string? last = TakeBraces(ref value);
        string? first = TakeBraces(ref value);
        if (last is null)
            return false;
        flag = new(ForeignText.Decode(name), ForeignText.Decode(value), ForeignText.Decode(type), first ?? last,
            first is null ? (set ? "set" : null) : last);
        return true;
    }

    /// <summary>A "{word}" from the end of the line.</summary>
    static string? TakeBraces(ref ReadOnlySpan<byte> text)
    {
        int open = text.EndsWith("}"u8) ? text.LastIndexOf((byte)'{') : -1;
        if (open < 0)
            return null;
        string word = ForeignText.Decode(text[(open + 1)..^1]);
        text = text[..open].TrimEnd((byte)' ');
        return word;
    }
}
