using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Jdk;

/// <summary>jstat (jdk.jcmd, sun/tools/jstat/resources/jstat_options): a header, and a line a sample.</summary>
public static class JstatText
{
    static readonly string[] Known =
    [
        "Timestamp", "S0C", "S1C", "S0U", "S1U", "EC", "EU", "OC", "OU", "MC", "MU", "CCSC", "CCSU", "YGC", "YGCT", "FGC", "FGCT",
        "CGC", "CGCT", "GCT", "NGCMN", "NGCMX", "NGC", "OGCMN", "OGCMX", "OGC", "MCMN", "MCMX", "CCSMN", "CCSMX", "S0", "S1", "E", "O",
        "M", "CCS", "TT", "MTT", "DSS", "S0CMX", "S1CMX", "ECMX", "LGCC", "GCC", "P", "PC", "PU", "PGCMN", "PGCMX", "PGC",
    ];

    public static bool Begins(ReadOnlySpan<byte> line) =>
        line.Length < 500 && (line.IndexOf("YGC"u8) >= 0 || line.IndexOf("Loaded "u8) >= 0 || line.IndexOf("Compiled "u8) >= 0)
        && IsHeader(line, new Words());

    public static Parsed<JstatReport> Parse(ReadOnlySpan<byte> text, string place)
    {
        ReportNotes notes = new(place);
        JstatReading reading = new JstatReading(notes).Over(text, notes);
        return notes.Done(reading.Finish() with { Unread = notes.Unread });
    }

    internal static bool IsHeader(ReadOnlySpan<byte> line, Words words)
    {
        words.Split(line);
        if (words.Count < 4)
            return false;
        int first = line[words[0]].SequenceEqual("Timestamp"u8) ? 1 : 0;
        if (line[words[first]].SequenceEqual("Loaded"u8))
            return line[words[first + 1]].SequenceEqual("Bytes"u8) && line[words[first + 2]].SequenceEqual("Unloaded"u8);
        if (line[words[first]].SequenceEqual("Compiled"u8))
            return line[words[first + 1]].SequenceEqual("Failed"u8) && line[words[first + 2]].SequenceEqual("Invalid"u8);
        for (int i = 0; i < words.Count; i++)
        {
            if (!IsKnown(line[words[i]]))
                return false;
        }
        return true;
    }

    static bool IsKnown(ReadOnlySpan<byte> name)
    {
        foreach (string known in Known)
        {
            if (System.Text.Ascii.Equals(name, known))
                return true;
        }
        return false;
    }
}

sealed class JstatReading(ReportNotes notes) : ILineReading
{
    readonly Words _words = new();
    readonly List<string> _columns = [];
    readonly List<JstatSample> _samples = [];
    int _texts;

    public Reading Read(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
            return Reading.Understood;
        if (JstatText.IsHeader(line, _words))
        {
            Header(line);
            return Reading.Understood;
        }
        _words.Split(line);
        return _columns.Count == 0 ? Reading.Unknown : Row(line);
    }

    public JstatReport Finish()
    {
        notes.Repeated(_texts, "jstat");
        if (_columns.Count == 0)
            notes.Add(Gaps.ToolTextIncomplete, "header with the names of the columns", "jstat");
        else if (_samples.Count == 0)
            notes.Add(Gaps.ToolTextIncomplete, "line of a sample", "jstat");
        return new JstatReport { Columns = _columns, Samples = _samples };
    }

    /// <summary>With -h the same header comes again; another one is another text.</summary>
    void Header(ReadOnlySpan<byte> line)
    {
        bool same = _words.Count == _columns.Count;
        for (int i = 0; same && i < _words.Count; i++)
            same = System.Text.Ascii.Equals(line[_words[i]], _columns[i]);
        if (same)
            return;
        _texts++;
        _samples.Clear();
        _columns.Clear();
        for (int i = 0; i < _words.Count; i++)
            _columns.Add(ForeignText.Decode(line[_words[i]]));
    }

    Reading Row(ReadOnlySpan<byte> line)
    {
        List<double?> values = new(_columns.Count);
        int column = 0;
        for (; column < _columns.Count && _columns[column] is not ("LGCC" or "FailedType" or "FailedMethod"); column++)
        {
            if (column >= _words.Count)
                return Reading.Broken;
            ReadOnlySpan<byte> word = line[_words[column]];
            if (word.SequenceEqual("-"u8))
                values.Add(null);
            else if (ToolNumbers.TryDecimal(word, out double value))
                values.Add(value);
            else
                return column == 0 ? Reading.Unknown : Reading.Broken;
        }
        // Words that have blanks: nobody can tell the last cause from the present one but by their places.
        bool words = column < _columns.Count;
        if (!words && _words.Count > column)
            return Reading.Broken;
        string? cause = words ? ForeignText.Decode(_words.Between(line, column, _words.Count - 1)) : null;
        if (notes.HasRoom(_samples.Count, "samples"))
            _samples.Add(new JstatSample(values, cause));
        return Reading.Understood;
    }
}
