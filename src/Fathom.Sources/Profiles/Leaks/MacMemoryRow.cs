using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles.Leaks;

/// <summary>A class of heap(1), or a block of leaks(1).</summary>
readonly ref struct MacMemoryRow
{
    public long Blocks { get; private init; }

    public long Bytes { get; private init; }

    public ReadOnlySpan<byte> Name { get; private init; }

    public ReadOnlySpan<byte> Binary { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> line, bool isLeaks, out MacMemoryRow row)
    {
        AsciiLine rest = new(line);
        rest.TakeBlanks();
        return !isLeaks ? TryClass(rest, out row) : rest.Take("Leak: 0x"u8) ? TryListed(rest, out row) : TryOfTree(rest, out row);
    }

    public static bool TakeNumber(ref AsciiLine rest, out long number)
    {
        bool found = rest.TakeDecimal(out ulong value) && value <= 1UL << 56;
        number = found ? (long)value : 0;
        return found;
    }

    /// <summary>"45   2880   64.0   NSString   ObjC   Foundation": columns stand two blanks apart at least.</summary>
    static bool TryClass(AsciiLine rest, out MacMemoryRow row)
    {
        row = default;
        if (!TakeNumber(ref rest, out long blocks) || !rest.TakeBlanks() || !TakeNumber(ref rest, out long bytes) || !rest.TakeBlanks())
            return false;
        rest.TakeWord();
        if (!rest.TakeBlanks() || rest.Rest.IsEmpty)
            return false;
        ReadOnlySpan<byte> text = rest.Rest;
        int end = text.IndexOf("  "u8);
        int binary = text.LastIndexOf("  "u8);
        row = new MacMemoryRow { Blocks = blocks, Bytes = bytes, Name = end < 0 ? text : text[..end], Binary = binary < 0 ? [] : text[(binary + 2)..] };
        return true;
    }

    /// <summary>"0x7f9170c189d0  size=48  zone: DefaultMallocZone_0x1   NSData  ObjC  Foundation", behind its first word.</summary>
    static bool TryListed(AsciiLine rest, out MacMemoryRow row)
    {
        row = default;
        if (!rest.TakeHex(out _) || !rest.TakeBlanks() || !rest.Take("size="u8) || !TakeNumber(ref rest, out long bytes))
            return false;
        rest.TakeBlanks();
        if (rest.Take("zone: "u8))
            rest.TakeWord();
        rest.TakeBlanks();
        int end = rest.Rest.IndexOf("  "u8);
        row = new MacMemoryRow { Blocks = 1, Bytes = bytes, Name = end < 0 ? rest.Rest : rest.Rest[..end] };
        return true;
    }

    /// <summary>"3 (2.08K) ROOT LEAK: &lt;NSData 0x7fc6&gt; [32]": the number in brackets is the block's own size.</summary>
    static bool TryOfTree(AsciiLine rest, out MacMemoryRow row)
    {
        row = default;
        if (!rest.TakeDecimal(out _) || !rest.Take(" ("u8) || rest.Rest.IndexOf(" [0x"u8) >= 0)
            return false;
        ReadOnlySpan<byte> text = rest.Rest;
        int bracket = text.IndexOf(" ["u8);
        AsciiLine size = new(bracket < 0 ? [] : text[(bracket + 2)..]);
        if (!TakeNumber(ref size, out long bytes) || !size.Take((byte)']'))
            return false;
        row = new MacMemoryRow { Blocks = 1, Bytes = bytes, Name = NameIn(text[..bracket]) };
        return true;
    }

    /// <summary>"&lt;NSData 0x7fc6&gt;"; where there is no class, an address alone.</summary>
    static ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> text)
    {
        int from = text.LastIndexOf(" <"u8);
        if (from < 0 || !text.EndsWith(">"u8))
            return [];
        ReadOnlySpan<byte> inside = text[(from + 2)..^1];
        int address = inside.LastIndexOf(" 0x"u8);
        return address < 0 ? inside : inside[..address];
    }
}
