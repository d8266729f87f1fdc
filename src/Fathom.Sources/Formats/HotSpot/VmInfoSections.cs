using Fathom.Evidence;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>Where the sections of VM.info begin and end that other parsers read.</summary>
ref struct VmInfoSections
{
    readonly record struct Section(int Line, int LastLine, int Start, int End);

    /// <summary>VM.info has six; an hs_err file two more.</summary>
    const int MostSections = 64;

    delegate bool IsEnd(ReadOnlySpan<byte> line);

    internal delegate Parsed<T> Parser<T>(ReadOnlySpan<byte> text, string file);

    readonly ReadOnlySpan<byte> _text;
    readonly List<Section> _sections = [];

    public VmInfoSections(ReadOnlySpan<byte> text)
    {
        _text = text;
        int start = 0;
        int number = 0;
        Section? open = null;
        IsEnd? isEnd = null;
        while (start < text.Length)
        {
            int length = text[start..].IndexOf((byte)'\n');
            int end = length < 0 ? text.Length : start + length + 1;
            ReadOnlySpan<byte> line = ReportPrefix.Strip(text[start..end].TrimEnd(" \t\r\n"u8));
            number++;
            if (open is { } section && isEnd!(line))
            {
                _sections.Add(section with { LastLine = number - 1, End = start });
                open = null;
            }
            if (open is null && _sections.Count < MostSections && EndOf(line) is { } begun)
                (open, isEnd) = (new(number, int.MaxValue, start, text.Length), begun);
            start = end;
        }
        if (open is { } last)
            _sections.Add(last);
    }

    public readonly bool Holds(int line)
    {
        foreach (Section section in _sections)
        {
            if (line >= section.Line && line <= section.LastLine)
                return true;
        }
        return false;
    }

    /// <summary>The first section that begins so, read by its own parser; null where there is none.</summary>
    public readonly T? Read<T>(ReadOnlySpan<byte> heading, Parser<T> parser, string file, List<Gap> gaps)
        where T : class
    {
        foreach (Section section in _sections)
        {
            ReadOnlySpan<byte> text = _text[section.Start..section.End];
            int lineEnd = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = ReportPrefix.Strip(lineEnd < 0 ? text : text[..lineEnd]);
            if (!line.StartsWith(heading))
                continue;
            // The heading itself is a line of the report in two of them and a stranger in the rest.
            bool own = heading.StartsWith("Code"u8) || heading.StartsWith("Native"u8) || heading.StartsWith("Dynamic"u8);
            // Lines are counted from the section's own beginning.
            string where = $"{file} ({ForeignText.Decode(heading.TrimEnd((byte)':'))})";
            Parsed<T> parsed = parser(own || lineEnd < 0 ? text : text[(lineEnd + 1)..], where);
            gaps.AddRange(parsed.Gaps);
            return parsed.Value;
        }
        return null;
    }

    static IsEnd? EndOf(ReadOnlySpan<byte> line)
    {
        if (line.SequenceEqual("Heap:"u8) || line.StartsWith("CodeHeap '"u8) || line.StartsWith("CodeCache: size="u8))
            return static line => line.IsEmpty;
        if (line.SequenceEqual("Dynamic libraries:"u8))
            return static line => line.IsEmpty;
        if (line.SequenceEqual("Metaspace:"u8))
            return static line => line.StartsWith("Code"u8) || line.StartsWith("Compilation"u8);
        if (line.SequenceEqual("Native Memory Tracking:"u8))
            return static line => line.StartsWith("-------"u8) || line.StartsWith("Preinit state:"u8)
                || line.StartsWith("Periodic native trim"u8) || line.StartsWith("MallocLimit:"u8);
        return null;
    }
}
