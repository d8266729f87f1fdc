namespace Fathom.Sources.Formats.MallocLog;

/// <summary>
/// A line of glibc's mtrace (malloc/mtrace-impl.c): "@ FILE:(FUNCTION+0x1f)[0x…] + 0xADDRESS 0xSIZE". A realloc is two
/// lines, "&lt;" with the old block and "&gt;" with the new one.
/// </summary>
static class MtraceLine
{
    public static bool TryParse(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> site, out AllocationCall call)
    {
        site = [];
        call = default;
        ReadOnlySpan<byte> text = line.TrimEnd((byte)' ');
        if (!TakeLastHex(ref text, out ulong last))
            return false;
        bool hasTwo = TakeLastHex(ref text, out ulong first);
        if (text.IsEmpty || (text.Length > 1 && text[^2] != (byte)' '))
            return false;
        byte mark = text[^1];
        site = text[..^1].TrimEnd((byte)' ');
        site = site.StartsWith("@ "u8) ? site[2..] : site;
        if (hasTwo != (mark is (byte)'+' or (byte)'>' or (byte)'!') || (hasTwo && last > 1UL << 50))
            return false;
        call = mark switch
        {
            (byte)'+' => new AllocationCall(AllocationName.Malloc) { Block = first, Size = (long)last },
            (byte)'>' => new AllocationCall(AllocationName.Realloc) { Block = first, Size = (long)last },
            (byte)'-' or (byte)'<' => new AllocationCall(AllocationName.Free) { Old = last },
            (byte)'!' => new AllocationCall(AllocationName.Realloc) { Size = (long)last },
            _ => default,
        };
        return call.Name != AllocationName.Other;
    }

    static bool TakeLastHex(ref ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        int blank = text.LastIndexOf((byte)' ');
        AsciiLine word = new(text[(blank + 1)..]);
        if (blank < 1 || !word.Take("0x"u8) || !word.TakeHex(out value) || !word.Rest.IsEmpty)
            return false;
        text = text[..blank];
        return true;
    }
}
