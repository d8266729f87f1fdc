using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles.Leaks;

/// <summary>
/// "#1 0x5629c1c31182 in orders::forget(int) /opt/shop/leaky.cpp:20:15", "#2 0x7f (/lib/libz.so.1+0x12) (BuildId: …)": a frame
/// of the sanitizers (llvm, sanitizer_stacktrace_printer.cpp).
/// </summary>
static class SanitizerFrame
{
    public static bool TryParse(ReadOnlySpan<byte> line, ProfileBuilder builder, out ProfileFrame frame)
    {
        frame = default;
        AsciiLine rest = new(line);
        rest.TakeBlanks();
        if (!rest.Take((byte)'#') || !rest.TakeDecimal(out _) || !rest.Take(" 0x"u8) || !rest.TakeHex(out ulong address))
            return false;
        rest.TakeBlanks();
        ReadOnlySpan<byte> text = WithoutBuild(rest.Rest);
        frame = (text.StartsWith("in "u8) ? Named(text[3..], builder) : Placed(default, text, builder)) with { Address = address };
        return true;
    }

    /// <summary>A number and the words behind it; more than any machine has is none.</summary>
    public static bool TryAmount(ref AsciiLine rest, ReadOnlySpan<byte> behind, out long amount)
    {
        bool found = rest.TakeDecimal(out ulong value) && value <= 1UL << 56 && rest.Take(behind);
        amount = found ? (long)value : 0;
        return found;
    }

    static ReadOnlySpan<byte> WithoutBuild(ReadOnlySpan<byte> text)
    {
        int build = text.IndexOf(" (BuildId: "u8);
        return build < 0 ? text : text[..build];
    }

    /// <summary>Names have blanks; what comes behind the last one is the place, in brackets where it is a library.</summary>
    static ProfileFrame Named(ReadOnlySpan<byte> text, ProfileBuilder builder)
    {
        int file = text.EndsWith(")"u8) ? text.LastIndexOf(" ("u8) : -1;
        if (file > 0 && text[file..].IndexOf("+0x"u8) > 0)
            return Placed(FrameNames.Of(builder, text[..file]), text[(file + 1)..], builder);
        int place = text.LastIndexOf((byte)' ');
        if (place > 0 && FrameNames.IsNone(text[(place + 1)..]))
            return FrameNames.Of(builder, text[..place]);
        if (place < 0 || (text[place + 1] != (byte)'/' && !FrameNames.TryPlace(text[(place + 1)..], out _, out _)))
            return FrameNames.Of(builder, text);
        return FrameNames.At(builder, FrameNames.Of(builder, text[..place]), text[(place + 1)..]);
    }

    /// <summary>"(/lib/libz.so.1+0x12)".</summary>
    static ProfileFrame Placed(ProfileFrame frame, ReadOnlySpan<byte> text, ProfileBuilder builder)
    {
        if (!text.StartsWith("("u8) || !text.EndsWith(")"u8) || text.LastIndexOf("+0x"u8) is not (> 0 and var plus))
            return frame;
        AsciiLine offset = new(text[(plus + 3)..^1]);
        return offset.TakeHex(out ulong value) && offset.Rest.IsEmpty ? frame with { Library = builder.Texts.Add(text[1..plus]), Offset = value } : frame;
    }
}
