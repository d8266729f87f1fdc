namespace Fathom.Sources.Uprobes;

/// <summary>
/// What a probe costs hangs on the instruction that it replaces: the kernel plays some itself, any other it runs elsewhere, step by
/// step, which takes ten times as long (arch/x86/kernel/uprobes.c, branch_setup_xol_ops and push_setup_xol_ops).
/// </summary>
static class EntryCode
{
    const int FirstArgument = 7; // rdi, as instructions count
    const int Longest = 32;

    /// <summary>push of a register, a jump or call to a fixed place, a nop of one byte.</summary>
    public static bool IsPlayed(ReadOnlySpan<byte> code)
    {
        if (code.Length > 1 && code[0] is >= 0x40 and <= 0x4F && code[1] is >= 0x50 and <= 0x57)
            return true;
        return code.Length > 1 && (code[0] is (>= 0x50 and <= 0x57) or (>= 0x70 and <= 0x7F) or 0x90 or 0xE8 or 0xE9 or 0xEB || (code[0] == 0x0F && code[1] is >= 0x80 and <= 0x8F));
    }

    /// <summary>
    /// How far from a function's start there is an instruction that is played, with the first argument still in its register and no way
    /// around; null where there is none. A jump from elsewhere to that very place would be taken for a call: it frees nothing that lives.
    /// </summary>
    public static int? PlayedPlace(ReadOnlySpan<byte> code)
    {
        for (int at = 0; at < Longest && at < code.Length;)
        {
            if (IsPlayed(code[at..]))
                return at;
            if (Harmless(code[at..]) is not (> 0 and var length))
                return null;
            at += length;
        }
        return null;
    }

    /// <summary>The length of an instruction that goes on with the next one and leaves the first argument alone; else 0.</summary>
    static int Harmless(ReadOnlySpan<byte> code)
    {
        if (code.StartsWith((ReadOnlySpan<byte>)[0xF3, 0x0F, 0x1E, 0xFA])) // endbr64
            return 4;
        int prefix = code[0] is >= 0x40 and <= 0x4F ? 1 : 0;
        if (code.Length < prefix + 2)
            return 0;
        int rex = prefix == 0 ? 0 : code[0], operation = code[prefix], form = code[prefix + 1];
        if (PlaceLength(code[(prefix + 1)..]) is not (> 0 and var place))
            return 0;
        bool isRegister = form >> 6 == 3;
        bool sparesRegister = ((form >> 3 & 7) | (rex & 4) << 1) != FirstArgument;
        bool sparesPlace = !isRegister || ((form & 7) | (rex & 1) << 3) != FirstArgument;
        bool compares = (form >> 3 & 7) == 7;
        return operation switch
        {
            0x38 or 0x39 or 0x3A or 0x3B or 0x84 or 0x85 => prefix + 1 + place, // cmp, test
            0x8B or 0x8D or 0x33 or 0x2B or 0x03 or 0x23 or 0x0B when sparesRegister => prefix + 1 + place, // mov, lea, xor, sub, add, and, or into a register
            0x89 or 0x31 or 0x29 or 0x01 or 0x21 or 0x09 when sparesPlace => prefix + 1 + place, // the same into a place
            0x80 or 0x83 or 0xC1 when sparesPlace || compares && operation != 0xC1 => prefix + 1 + place + 1, // a number of one byte
            0x81 when sparesPlace || compares => prefix + 1 + place + 4,
            _ => 0,
        };
    }

    /// <summary>Of what says where an operand lies: the form, its index and its distance (Intel's manual, 2A, 2.1.5).</summary>
    static int PlaceLength(ReadOnlySpan<byte> code)
    {
        int mode = code[0] >> 6, register = code[0] & 7;
        if (mode == 3)
            return 1;
        int index = register == 4 ? 1 : 0;
        if (code.Length < 1 + index)
            return 0;
        bool isFar = mode == 2 || (mode == 0 && (register == 5 || (index == 1 && (code[1] & 7) == 5)));
        return 1 + index + (isFar ? 4 : mode == 1 ? 1 : 0);
    }
}
