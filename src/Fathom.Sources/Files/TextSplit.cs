using Fathom.Evidence;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Files;

/// <summary>
/// Cuts a text into pieces of one form each. A piece goes on until a line begins another one: what stands behind it in
/// between is its own to read or to count as not read. Every line is in exactly one piece.
/// </summary>
ref struct TextSplit
{
    readonly ReadOnlySpan<byte> _text;
    readonly List<Border> _borders = [];
    SavedFormat? _format;
    bool _isOpen;
    int _number;

    // Lines that tell of a piece which has not begun yet.
    Border? _pending;
    bool _isNamed;

    // An argument a line: "-XX:…" is one of them, and no answer of VM.flags.
    bool _isOfArguments;

    /// <summary>Where a piece begins: its headings, and below them its text.</summary>
    readonly record struct Border(SavedFormat? Format, int Line, int Start, int TextLine, int TextStart, Heading Heading);

    TextSplit(ReadOnlySpan<byte> text) => _text = text;

    public static IReadOnlyList<TextPiece> Of(ReadOnlySpan<byte> text)
    {
        TextSplit split = new(text);
        split.Walk();
        return split.Pieces();
    }

    void Walk()
    {
        int start = 0;
        while (start < _text.Length)
        {
            int length = _text[start..].IndexOf((byte)'\n');
            int end = length < 0 ? _text.Length : start + length + 1;
            _number++;
            ReadOnlySpan<byte> line = ReportPrefix.Strip(_text[start..end].WithoutEnd());
            ReadOnlySpan<byte> inner = line.WithoutIndent();
            if (!inner.IsEmpty)
                Take(line, inner, start, end);
            start = end;
        }
        if (_pending is { } pending && (_isNamed || !_isOpen))
            Open(null, pending);
    }

    void Take(ReadOnlySpan<byte> line, ReadOnlySpan<byte> inner, int start, int end)
    {
        if (_format?.IsOwn is { } isOwn && !_isNamed && isOwn(inner))
            TakeOther(start);
        else if (_format?.Ends is { } ends && ends(line))
            (_isOpen, _format, _pending) = (false, null, null);
        else if (Heading.Of(inner) is { Kind: not HeadingKind.None } heading)
            TakeHeading(heading, start, end);
        else if (_borders.Count < Limits.SavedPieces && !_isOfArguments && Begun(line, inner, end) is { } format)
            Open(format, _pending ?? new Border(format, _number, start, _number, start, default));
        else
            TakeOther(start);
    }

    void TakeHeading(Heading heading, int start, int end)
    {
        if (heading.Kind == HeadingKind.Blank || (heading.Kind == HeadingKind.Date && _format?.Ends is not null))
            return;
        bool names = heading.Kind is HeadingKind.Name or HeadingKind.Command;
        Border at = _pending is { } before && !names ? before : new Border(null, _number, start, _number, start, default);
        Heading known = at.Heading;
        // A prompt or a name is nobody's text; jcmd's pid and the date of a dump are lines of the answer.
        _pending = at with
        {
            TextLine = names ? _number + 1 : at.TextLine,
            TextStart = names ? end : at.TextStart,
            Heading = heading with { Pid = heading.Pid ?? known.Pid, At = heading.At ?? known.At, Name = heading.Name ?? known.Name, Command = heading.Command ?? known.Command },
        };
        _isNamed |= names;
        _isOfArguments = names ? heading.Name?.EndsWith("/cmdline", StringComparison.Ordinal) == true : _isOfArguments;
    }

    /// <summary>The form that begins with this line, unless it is one that the open piece holds.</summary>
    readonly SavedFormat? Begun(ReadOnlySpan<byte> line, ReadOnlySpan<byte> inner, int end)
    {
        ReadOnlySpan<byte> next = NextLine(end);
        foreach (SavedFormat format in SavedFormats.All)
        {
            bool isOpen = ReferenceEquals(format, _format) && _pending?.Heading.Kind is null or HeadingKind.Date;
            if (isOpen ? format.Again?.Invoke(inner, next) == true
                : format.Begins(line, next) && (_isNamed || _format?.Holds.Contains(format.Kind) != true))
                return format;
        }
        return null;
    }

    readonly ReadOnlySpan<byte> NextLine(int end)
    {
        ReadOnlySpan<byte> rest = _text[end..];
        int length = rest.IndexOf((byte)'\n');
        return ReportPrefix.Strip((length < 0 ? rest : rest[..length]).TrimEnd(" \t\r"u8));
    }

    void Open(SavedFormat? format, Border at)
    {
        _borders.Add(at with { Format = format });
        (_isOpen, _format, _pending, _isNamed) = (true, format, null, false);
    }

    /// <summary>
    /// A line that begins nothing: of the open piece, or of a stretch that nobody reads. Behind a prompt it is an answer
    /// that is not known; behind a mere number or date these were lines like it.
    /// </summary>
    void TakeOther(int start)
    {
        if (_isNamed || !_isOpen)
            Open(null, _pending ?? new Border(null, _number, start, _number, start, default));
        else if (_pending is not null)
            _pending = null;
    }

    readonly List<TextPiece> Pieces()
    {
        if (_borders.Count == 0)
            return _number == 0 ? [] : [new TextPiece(null, 1, 1, _number, 0, _text.Length)];
        List<TextPiece> pieces = new(_borders.Count);
        for (int i = 0; i < _borders.Count; i++)
        {
            Border at = _borders[i];
            bool isLast = i == _borders.Count - 1;
            int end = isLast ? _text.Length : _borders[i + 1].Start;
            pieces.Add(new TextPiece(at.Format, i == 0 ? 1 : at.Line, at.TextLine, isLast ? _number : _borders[i + 1].Line - 1,
                Math.Min(at.TextStart, end), end)
            {
                Pid = at.Heading.Pid,
                SaidAt = at.Heading.At,
                Name = at.Heading.Name,
                Command = at.Heading.Command,
            });
        }
        return pieces;
    }
}
