using System.Buffers.Text;

namespace Fathom.Sources.Formats;

/// <summary>Takes fields off the front of a line of kernel text. Each step says whether it found what it wanted.</summary>
ref struct AsciiLine(ReadOnlySpan<byte> line)
{
    public ReadOnlySpan<byte> Rest { get; private set; } = line;

    /// <summary>At most the 16 digits of 64 bits; a longer number is none.</summary>
    public bool TakeHex(out ulong value)
    {
        int digits = HexDigits.Leading(Rest, out value);
        if (digits == 0 || digits > HexDigits.Most)
            return false;
        Rest = Rest[digits..];
        return true;
    }

    public bool TakeDecimal(out ulong value)
    {
        bool found = Utf8Parser.TryParse(Rest, out value, out int used) && used > 0;
        Rest = found ? Rest[used..] : Rest;
        return found;
    }

    public bool TakeSigned(out long value)
    {
        bool found = Utf8Parser.TryParse(Rest, out value, out int used) && used > 0;
        Rest = found ? Rest[used..] : Rest;
        return found;
    }

    public bool Take(byte expected)
    {
        if (Rest.IsEmpty || Rest[0] != expected)
            return false;
        Rest = Rest[1..];
        return true;
    }

    public bool Take(ReadOnlySpan<byte> expected)
    {
        if (!Rest.StartsWith(expected))
            return false;
        Rest = Rest[expected.Length..];
        return true;
    }

    /// <summary>Blanks and tabs; true where there was at least one.</summary>
    public bool TakeBlanks()
    {
        int kept = Rest.IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (kept == 0)
            return false;
        bool had = !Rest.IsEmpty;
        Rest = kept < 0 ? [] : Rest[kept..];
        return had;
    }

    /// <summary>Up to the next blank or the end.</summary>
    public ReadOnlySpan<byte> TakeWord()
    {
        int end = Rest.IndexOfAny((byte)' ', (byte)'\t');
        ReadOnlySpan<byte> word = end < 0 ? Rest : Rest[..end];
        Rest = Rest[word.Length..];
        return word;
    }
}
