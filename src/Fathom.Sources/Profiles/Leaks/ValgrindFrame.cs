using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles.Leaks;

/// <summary>"0x109182: orders::forget(int, unsigned long) (leaky.cpp:20)", "0x48F97B9: ??? (in /lib/libz.so.1)": as memcheck and massif print a frame.</summary>
static class ValgrindFrame
{
    public static bool TryParse(ReadOnlySpan<byte> text, ProfileBuilder builder, out ProfileFrame frame)
    {
        frame = default;
        AsciiLine rest = new(text);
        if (!rest.Take("0x"u8) || !rest.TakeHex(out ulong address) || !rest.Take(": "u8) || rest.Rest.IsEmpty)
            return false;
        frame = Of(rest.Rest, builder) with { Address = address };
        return true;
    }

    static ProfileFrame Of(ReadOnlySpan<byte> text, ProfileBuilder builder)
    {
        if (!text.EndsWith(")"u8))
            return FrameNames.Of(builder, text);
        ReadOnlySpan<byte> inside = text[..^1];
        int file = inside.LastIndexOf(" (in "u8);
        if (file >= 0)
            return FrameNames.Of(builder, text[..file]) with { Library = builder.Texts.Add(inside[(file + 5)..]) };
        // The arguments of a function stand in brackets as well.
        int place = inside.LastIndexOf(" ("u8);
        if (place < 0 || !FrameNames.TryPlace(inside[(place + 2)..], out _, out _))
            return FrameNames.Of(builder, text);
        return FrameNames.At(builder, FrameNames.Of(builder, text[..place]), inside[(place + 2)..]);
    }
}
