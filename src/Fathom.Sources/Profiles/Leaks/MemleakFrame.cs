using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles.Leaks;

/// <summary>
/// "main+0x6d [allocs]", "0x00005581dbd2c1a0 main+0x6d [allocs]" of memleak.py; "0 [&lt;00005581dbd2c1a0&gt;] main+0x6d [/opt/allocs]" of the one in C.
/// </summary>
static class MemleakFrame
{
    public static ProfileFrame Of(ReadOnlySpan<byte> text, ProfileBuilder builder)
    {
        ulong address = TakeAddress(ref text);
        int library = 0;
        if (text.EndsWith("]"u8) && text.LastIndexOf(" ["u8) is >= 0 and var bracket)
        {
            ReadOnlySpan<byte> file = text[(bracket + 2)..^1];
            library = FrameNames.IsNone(file) || file.SequenceEqual("unknown"u8) ? 0 : builder.Texts.Add(file);
            text = text[..bracket].Trim((byte)' ');
        }
        else if (text.StartsWith("["u8) && text.EndsWith("]"u8) && !FrameNames.IsNone(text))
        {
            return new ProfileFrame(address, 0, builder.Texts.Add(text[1..^1]));
        }
        if (text.IsEmpty || text[0] == (byte)'<' || FrameNames.IsNone(text))
            return new ProfileFrame(address, 0, library);
        ProfileFrame frame = FrameNames.Of(builder, WithoutOffset(text));
        return frame with { Library = library, Address = address == 0 ? frame.Address : address };
    }

    static ulong TakeAddress(ref ReadOnlySpan<byte> text)
    {
        AsciiLine rest = new(text);
        ulong address;
        if (rest.Take("0x"u8) && rest.TakeHex(out address) && rest.Take((byte)' '))
        {
            text = rest.Rest;
            return address;
        }
        rest = new AsciiLine(text);
        if (!rest.TakeDecimal(out _) || !rest.Take(" [<"u8) || !rest.TakeHex(out address) || !rest.Take(">]"u8))
            return 0;
        rest.TakeBlanks();
        text = rest.Rest;
        return address;
    }

    /// <summary>The place within a function is of no use for adding up.</summary>
    static ReadOnlySpan<byte> WithoutOffset(ReadOnlySpan<byte> name)
    {
        int plus = name.LastIndexOf("+0x"u8);
        if (plus <= 0)
            return name;
        AsciiLine offset = new(name[(plus + 3)..]);
        return offset.TakeHex(out _) && (offset.Rest.IsEmpty || offset.Rest[0] == (byte)' ') ? name[..plus] : name;
    }
}
