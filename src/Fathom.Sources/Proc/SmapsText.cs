using Fathom.Evidence;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Proc;

/// <summary>/proc/PID/smaps: each mapping followed by its counts; smaps_rollup is one such record.</summary>
public static class SmapsText
{
    /// <summary>A mapping without a name and its counts, of the kernels of these years; a guess too small costs a copy.</summary>
    const int ShortRecord = 512;

    public readonly record struct Entry(Mapping Mapping, MappingUsage Usage);

    public static Parsed<SmapsTable> Parse(
        ReadOnlySpan<byte> text, string file, int most = Limits.Mappings)
    {
        Reader reader = new(file, most, Math.Min(most, text.Length / ShortRecord));
        Lines lines = new(text);
        while (lines.MoveNext())
        {
            if (!IsHeader(lines.Current))
                reader.Count(lines.Number, lines.Current);
            else if (!reader.Begin(lines.Number, lines.Current))
                break;
        }
        return reader.End();
    }

    /// <summary>smaps_rollup: the judge in tests, and the only cheap Pss of a whole process. Null where it is none.</summary>
    public static Parsed<MappingUsage?> ParseRollup(ReadOnlySpan<byte> text, string file)
    {
        Parsed<SmapsTable> all = Parse(text, file);
        return new(all.Value.Count > 0 ? all.Value[0].Usage : null, all.Gaps);
    }

    /// <summary>One pass over the records; a bad header takes its counts with it.</summary>
    sealed class Reader(string file, int most, int expected)
    {
        readonly SmapsTable _entries = new(expected);
        readonly BadLines _bad = new(file);
        readonly MapsText.NameCache _names = new();
        readonly SmapsCounts _counts = new();
        Mapping? _mapping;
        ulong _lastEnd;
        int _header;
        bool _full;

        /// <summary>False where there are more records than may be kept.</summary>
        public bool Begin(int number, ReadOnlySpan<byte> line)
        {
            Close();
            _header = number;
            _full = _entries.Count == most;
            if (_full)
                return false;
            if (MapsText.TryParseLine(line, _names, out _mapping) && _mapping.Range.Start.Value >= _lastEnd)
            {
                _lastEnd = _mapping.Range.End.Value;
                return true;
            }
            _mapping = null;
            _bad.Add(number, line);
            return true;
        }

        public void Count(int number, ReadOnlySpan<byte> line)
        {
            bool inBadRecord = _mapping is null && _header > 0;
            if (!inBadRecord && (_mapping is null || !_counts.TryAdd(line, _mapping.Range.Length)))
                _bad.Add(number, line);
        }

        public Parsed<SmapsTable> End()
        {
            // The kernel ends every record with its flags: where others have them, the last was cut short.
            if (_mapping is not null && _counts.LacksFlags)
                _bad.Add(_header, "the record ends too soon"u8);
            Close();
            return new(_entries, _full ? [.. _bad.Gaps, Gaps.ProcFileTooLarge.At(file, null, file)] : _bad.Gaps);
        }

        void Close()
        {
            if (_mapping is not null)
                _entries.Add(_mapping, _counts.Sum);
            _mapping = null;
            _counts.Clear();
        }
    }

    static bool IsHeader(ReadOnlySpan<byte> line)
    {
        // Most lines are counts, and most of their names begin with no hexadecimal digit.
        if (line.IsEmpty || line[0] is >= (byte)'G' and <= (byte)'Z')
            return false;
        AsciiLine rest = new(line);
        return rest.TakeHex(out _) && rest.Take((byte)'-') && rest.TakeHex(out _) && rest.Take((byte)' ');
    }
}
