using System.Runtime.InteropServices;
using System.Text;

namespace Fathom.Sources.Formats;

/// <summary>
/// Strings of one text, each made once: what a dump says of a thousand threads it says in the same words. It holds so many
/// and forgets the older ones, so that a text of nothing but different lines costs no more than without it.
/// </summary>
sealed class SharedTexts
{
    const int Slots = 4096;
    const int Longest = 512;

    readonly string?[] _slots = new string?[Slots];

    public string Decode(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > Longest)
            return ForeignText.Decode(text);
        ref string? slot = ref _slots[Slot(text)];
        // Equal only where all is ASCII: there a byte is a character, and decoding changes none.
        if (slot is null || slot.Length != text.Length || !Ascii.Equals(text, slot))
            slot = ForeignText.Decode(text);
        return slot;
    }

    static int Slot(ReadOnlySpan<byte> text)
    {
        unchecked
        {
            ulong hash = (ulong)text.Length;
            foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(text))
                hash = (hash ^ word) * 0x9E37_79B9_7F4A_7C15;
            foreach (byte odd in text[(text.Length & ~7)..])
                hash = (hash ^ odd) * 0x9E37_79B9_7F4A_7C15;
            return (int)((hash ^ (hash >> 32)) >> 7) & (Slots - 1);
        }
    }
}
