using Fathom.Evidence;

namespace Fathom.Sources.Formats;

/// <summary>"1234 kB", where the kernel's kB is 1,024 bytes. A size that would overflow is refused, not wrapped.</summary>
static class KiB
{
    public static bool TryParse(ReadOnlySpan<byte> text, out Bytes size)
    {
        size = default;
        AsciiLine line = new(text);
        line.TakeBlanks();
        if (!line.TakeDecimal(out ulong kib) || kib > long.MaxValue / 1024)
            return false;
        // Without its unit the number may have been cut off in the middle.
        if (!line.TakeBlanks() || !line.Take("kB"u8))
            return false;
        size = Bytes.FromKiB((long)kib);
        return true;
    }
}
