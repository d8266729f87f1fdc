namespace Fathom.Sources.Elf.Unwind;

/// <summary>What the frames of many functions have in common: a CIE of .eh_frame (LSB core specification, 10.6.1.1).</summary>
/// <param name="Encoding">Of the addresses in the functions' own records.</param>
readonly record struct FrameHead(ulong CodeFactor, long DataFactor, byte Encoding, bool HasAugmentation, int InstructionsAt, int InstructionsLength)
{
    /// <summary>Null for what no compiler of the last twenty years writes.</summary>
    /// <param name="body">From behind the record's length and its nought.</param>
    /// <param name="at">Where that is in the table.</param>
    public static FrameHead? Parse(ReadOnlySpan<byte> body, int at)
    {
        DwarfCursor cursor = new(body, 0);
        byte version = cursor.Byte();
        ReadOnlySpan<byte> letters = cursor.Text();
        ulong code = cursor.Unsigned();
        long data = cursor.Signed();
        ulong returnRegister = version == 1 ? cursor.Byte() : cursor.Unsigned();
        if (version is not (1 or 3 or 4) || returnRegister != 16 || (letters.Length > 0 && letters[0] != (byte)'z'))
            return null;
        byte encoding = 0;
        int end = cursor.At;
        if (letters.Length > 0)
        {
            ulong length = cursor.Unsigned();
            end = cursor.At + (int)Math.Min(length, (ulong)(body.Length - cursor.At));
            foreach (byte letter in letters[1..])
            {
                switch ((char)letter)
                {
                    case 'R':
                        encoding = cursor.Byte();
                        break;
                    case 'L':
                        cursor.Byte();
                        break;
                    case 'P':
                        cursor.Pointer(cursor.Byte());
                        break;
                    case 'S':
                        break;
                    default:
                        return null;
                }
            }
        }
        return cursor.IsBroken ? null : new FrameHead(code, data, encoding, letters.Length > 0, at + end, body.Length - end);
    }
}
