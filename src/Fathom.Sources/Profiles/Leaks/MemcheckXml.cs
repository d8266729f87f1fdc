using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Profiles.Leaks;

/// <summary>memcheck with --xml=yes (valgrind, docs/internals/xml-output-protocol4.txt): an element a line. It has no sums.</summary>
sealed class MemcheckXml : ILineProfile
{
    readonly string _place;
    readonly ReportNotes _notes;
    readonly MemcheckRecords _records = new();
    ProfileFrame _frame;
    bool _isLeak;
    bool _isDone;

    MemcheckXml(string place) => (_place, _notes) = (place, new ReportNotes(place));

    public static bool Begins(ReadOnlySpan<byte> line) => line.TrimEnd(" \r"u8).SequenceEqual("<valgrindoutput>"u8);

    public static Parsed<AllocationProfile> Read(Stream stream, string place) => new MemcheckXml(place).Over(stream);

    public void Add(int number, ReadOnlySpan<byte> line)
    {
        line = line.Trim(" \t\r"u8);
        if (Content(line, "kind"u8) is { } kind)
            _isLeak = kind.StartsWith("Leak_", StringComparison.Ordinal);
        else if (line.SequenceEqual("</error>"u8))
            _records.End();
        else if (line.SequenceEqual("</valgrindoutput>"u8))
            _isDone = true;
        else if (_isLeak && Content(line, "text"u8) is { } text)
            Begin(number, line, text);
        else
            TakeFrame(line);
    }

    public Parsed<AllocationProfile> Done(long lines)
    {
        AllocationProfile profile = _records.Done(_place, "valgrind leak check", _notes);
        if (!_isDone)
            _notes.Add(Gaps.ProfileDamaged, "it ends before its last element");
        return _notes.Done(profile with { Lines = lines, Unread = _notes.Unread });
    }

    void Begin(int number, ReadOnlySpan<byte> line, string text)
    {
        _isLeak = false;
        if (MemcheckRecord.TryParse(Encoding.UTF8.GetBytes(text), out MemcheckRecord record))
            _records.Begin(record);
        else
            _notes.Broken(number, line);
    }

    void TakeFrame(ReadOnlySpan<byte> line)
    {
        TextPool texts = _records.Builder.Texts;
        if (line.SequenceEqual("<frame>"u8))
            _frame = default;
        else if (line.SequenceEqual("</frame>"u8))
            _records.Frame(_frame);
        else if (Content(line, "ip"u8) is { } address)
            _frame = _frame with { Address = FrameNames.Of(_records.Builder, Encoding.UTF8.GetBytes(address)).Address };
        else if (Content(line, "obj"u8) is { } library)
            _frame = _frame with { Library = texts.Add(library) };
        else if (Content(line, "fn"u8) is { } name)
            _frame = _frame with { Name = texts.Add(name) };
        else if (Content(line, "file"u8) is { } file)
            _frame = _frame with { File = texts.Add(file) };
        else if (Content(line, "line"u8) is { } number && int.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out int parsed))
            _frame = _frame with { Line = Math.Max(0, parsed) };
    }

    /// <summary>Of an element that is whole on its line.</summary>
    static string? Content(ReadOnlySpan<byte> line, ReadOnlySpan<byte> element)
    {
        int tag = element.Length + 2;
        if (line.Length < (2 * tag) + 1 || line[0] != (byte)'<' || line[tag - 1] != (byte)'>' || line[^1] != (byte)'>'
            || !line[1..].StartsWith(element) || !line[..^1].EndsWith(element) || !line[..^(tag - 1)].EndsWith("</"u8))
            return null;
        string text = ForeignText.Decode(line[tag..^(tag + 1)]);
        return text.Contains('&', StringComparison.Ordinal) ? Plain(text) : text;
    }

    static string Plain(string text) =>
        text.Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&apos;", "'", StringComparison.Ordinal)
            .Replace("&quot;", "\"", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);
}
