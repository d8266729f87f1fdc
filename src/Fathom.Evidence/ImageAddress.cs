using System.Globalization;

namespace Fathom.Evidence;

/// <summary>An address said in words that outlive the process: the file it lies in, and what lies there.</summary>
/// <param name="Image">The file's name without its folder.</param>
/// <param name="Symbol">What the address is inside of; null where no symbol's own extent covers it.</param>
/// <param name="Offset">From the symbol's start, or without one the file's own address (p_vaddr).</param>
public readonly record struct ImageAddress(string Image, string? Symbol, ulong Offset)
{
    public override string ToString()
    {
        string offset = "+0x" + Offset.ToString("x", CultureInfo.InvariantCulture);
        return Symbol is null ? Image + offset : Image + "+" + Symbol + (Offset == 0 ? "" : offset);
    }
}
