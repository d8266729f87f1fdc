namespace Fathom.Sources.Formats;

/// <summary>Blanks around a line. Asked of every line of large texts, and there is mostly none: no search in a set of characters is set up for it.</summary>
static class LineBlanks
{
    /// <summary>Without the blanks, zeros and line ends at its end.</summary>
    public static ReadOnlySpan<byte> WithoutEnd(this ReadOnlySpan<byte> line)
    {
        int length = line.Length;
        while (length > 0 && line[length - 1] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0)
            length--;
        return line[..length];
    }

    public static ReadOnlySpan<byte> WithoutIndent(this ReadOnlySpan<byte> line)
    {
        int start = 0;
        while (start < line.Length && line[start] is (byte)' ' or (byte)'\t')
            start++;
        return line[start..];
    }
}
