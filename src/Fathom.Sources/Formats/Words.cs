namespace Fathom.Sources.Formats;

/// <summary>The words of a line, by number: columns of tables that people's tools print. Made once, filled for each line.</summary>
sealed class Words
{
    /// <summary>A command line of a process is one column of hundreds of words; nobody asks for the later ones alone.</summary>
    const int Most = 4096;

    readonly List<Range> _ranges = [];

    public int Count => _ranges.Count;

    public Range this[int index] => _ranges[index];

    public void Split(ReadOnlySpan<byte> line)
    {
        _ranges.Clear();
        int at = 0;
        while (_ranges.Count < Most && line[at..].IndexOfAnyExcept((byte)' ', (byte)'\t') is >= 0 and var blanks)
        {
            int start = at + blanks;
            int length = line[start..].IndexOfAny((byte)' ', (byte)'\t');
            at = length < 0 ? line.Length : start + length;
            _ranges.Add(start..at);
        }
    }

    /// <summary>From one word to another, with the blanks between them.</summary>
    public ReadOnlySpan<byte> Between(ReadOnlySpan<byte> line, int first, int last) =>
        first > last ? [] : line[_ranges[first].Start.._ranges[last].End];
}
