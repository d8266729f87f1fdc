using System.Buffers.Text;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles;

/// <summary>Frames from texts: a name, or where the tool had none, an address or question marks.</summary>
static class FrameNames
{
    public static ProfileFrame Of(ProfileBuilder builder, ReadOnlySpan<byte> name)
    {
        AsciiLine rest = new(name);
        if (rest.Take("0x"u8) && rest.TakeHex(out ulong address) && rest.Rest.IsEmpty)
            return new ProfileFrame(address, 0, 0);
        return new ProfileFrame(0, IsNone(name) ? 0 : builder.Texts.Add(name), 0);
    }

    /// <summary>"shop.cc:17", also with a column behind.</summary>
    public static ProfileFrame At(ProfileBuilder builder, in ProfileFrame frame, ReadOnlySpan<byte> place)
    {
        if (!TryPlace(place, out ReadOnlySpan<byte> file, out int line))
            return frame;
        if (TryPlace(file, out ReadOnlySpan<byte> shorter, out int before))
        {
            file = shorter;
            line = before;
        }
        return IsNone(file) ? frame : frame with { File = builder.Texts.Add(file), Line = line };
    }

    public static bool IsNone(ReadOnlySpan<byte> name) =>
        name.IsEmpty || name.SequenceEqual("??"u8) || name.SequenceEqual("???"u8) || name.SequenceEqual("[unknown]"u8) || name.SequenceEqual("<null>"u8);

    public static bool TryPlace(ReadOnlySpan<byte> place, out ReadOnlySpan<byte> file, out int line)
    {
        int colon = place.LastIndexOf((byte)':');
        file = colon > 0 ? place[..colon] : [];
        line = 0;
        return colon > 0 && Utf8Parser.TryParse(place[(colon + 1)..], out line, out int used) && used == place.Length - colon - 1 && line >= 0;
    }
}
