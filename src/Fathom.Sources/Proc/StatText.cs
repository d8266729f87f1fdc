using Fathom.Evidence;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Proc;

/// <summary>/proc/PID/stat (proc_pid_stat(5)).</summary>
public static class StatText
{
    // linux/sched.h; flags is field 9.
    const ulong KernelThread = 0x0020_0000;

    public static ProcessBirth? Parse(ReadOnlySpan<byte> text)
    {
        // The name in field 2 may hold blanks and parentheses, "(a)))b)" among them: only the last ')' ends it.
        int end = text.LastIndexOf((byte)')');
        if (end < 0)
            return null;
        AsciiLine line = new(text[(end + 1)..].TrimEnd("\n"u8));
        line.TakeBlanks();
        if (line.TakeWord().Length != 1)
            return null;
        ulong parent = 0, flags = 0;
        for (int field = 4; field <= 22; field++)
        {
            if (!line.TakeBlanks())
                return null;
            ReadOnlySpan<byte> word = line.TakeWord();
            if (field is not (4 or 9 or 22))
                continue;
            AsciiLine number = new(word);
            if (!number.TakeDecimal(out ulong value) || !number.Rest.IsEmpty)
                return null;
            if (field == 4)
                parent = value;
            else if (field == 9)
                flags = value;
            else
                return parent > int.MaxValue ? null : new ProcessBirth((int)parent, value, (flags & KernelThread) != 0);
        }
        return null;
    }
}
