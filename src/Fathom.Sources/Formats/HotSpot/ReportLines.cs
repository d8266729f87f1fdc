namespace Fathom.Sources.Formats.HotSpot;

/// <summary>
/// Walks the lines of a saved report as HotSpot wrote them: without line ends of Windows, prefixes of logs, blanks at
/// the end (17 and older leave some) and the "PID:" that only the jcmd client prints.
/// </summary>
ref struct ReportLines
{
    Lines _lines;

    public ReportLines(ReadOnlySpan<byte> text) =>
        _lines = new Lines(text.StartsWith("\uFEFF"u8) ? text[3..] : text);

    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly int Number => _lines.Number;

    public bool MoveNext()
    {
        while (_lines.MoveNext())
        {
            Current = ReportPrefix.Strip(_lines.Current).WithoutEnd();
            if (!IsPid(Current))
                return true;
        }
        return false;
    }

    static bool IsPid(ReadOnlySpan<byte> line) =>
        line.Length is > 1 and <= 11 && line[^1] == (byte)':'
        && line[..^1].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
