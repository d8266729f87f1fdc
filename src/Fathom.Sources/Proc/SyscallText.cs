using Fathom.Evidence;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Proc;

/// <summary>/proc/PID/task/TID/syscall: for a thread that waits, the last two fields are its SP and PC.</summary>
public static class SyscallText
{
    public static Address? StackPointer(ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \n"u8);
        int pc = text.LastIndexOf((byte)' ');
        if (pc <= 0)
            return null;
        int sp = text[..pc].LastIndexOf((byte)' ');
        AsciiLine word = new(text[(sp + 1)..pc]);
        return word.Take("0x"u8) && word.TakeHex(out ulong value) && word.Rest.IsEmpty && value != 0
            ? new Address(value)
            : null;
    }
}
