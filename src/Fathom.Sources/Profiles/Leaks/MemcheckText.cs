using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Profiles.Leaks;

/// <summary>
/// What valgrind's memcheck writes of leaks, between "==PID==" and the end of each line; what the program itself wrote stands
/// between. Of several processes the first that was checked is read.
/// </summary>
sealed class MemcheckText : ILineProfile
{
    readonly string _place;
    readonly ReportNotes _notes;
    readonly MemcheckRecords _records = new();
    byte[]? _process;
    bool _hasOthers;

    MemcheckText(string place) => (_place, _notes) = (place, new ReportNotes(place));

    public static bool Begins(ReadOnlySpan<byte> line) => TryStrip(line, out _, out ReadOnlySpan<byte> text) && (IsHead(text) || text.StartsWith("Memcheck, "u8));

    public static Parsed<AllocationProfile> Read(Stream stream, string place) => new MemcheckText(place).Over(stream);

    public static Parsed<AllocationProfile> Parse(ReadOnlySpan<byte> text, string place) => new MemcheckText(place).Over(text);

    public void Add(int number, ReadOnlySpan<byte> line)
    {
        if (!TryStrip(line.WithoutEnd(), out ReadOnlySpan<byte> process, out ReadOnlySpan<byte> text))
            return;
        if (_process is null && !IsHead(text) && !MemcheckRecord.TryParse(text, out _))
            return;
        _process ??= process.ToArray();
        if (!process.SequenceEqual(_process))
            _hasOthers |= IsHead(text);
        else if (!Take(text))
            _notes.Broken(number, line);
    }

    public Parsed<AllocationProfile> Done(long lines)
    {
        AllocationProfile profile = _records.Done(_place, "valgrind leak check", _notes);
        if (!_records.HasSums)
            _notes.Add(Evidence.Gaps.ProfileDamaged, "the leak summary at its end is missing");
        if (_hasOthers)
            _notes.Add(Evidence.Gaps.ProfileOneOfMany, ForeignText.Decode(_process));
        return _notes.Done(profile with { Lines = lines, Unread = _notes.Unread });
    }

    bool Take(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> inner = text.TrimStart((byte)' ');
        if (inner.StartsWith("at 0x"u8) || inner.StartsWith("by 0x"u8))
        {
            // Errors of other kinds have stacks, too.
            if (ValgrindFrame.TryParse(inner[3..], _records.Builder, out ProfileFrame frame))
                _records.Frame(frame);
            return true;
        }
        if (MemcheckRecord.TryParse(text, out MemcheckRecord record))
            _records.Begin(record);
        else if (inner.StartsWith("in use at exit:"u8))
            return TakeInUse(inner[15..]);
        else if (inner.StartsWith("All heap blocks were freed"u8))
            _records.None();
        else if (MemcheckRecord.TrySum(text, out record))
            _records.Sum(record);
        else
            return EndsRecord(text);
        return true;
    }

    bool TakeInUse(ReadOnlySpan<byte> text)
    {
        if (!MemcheckRecord.TryAmount(text, out long bytes, out long blocks))
            return false;
        _records.InUse(bytes, blocks);
        return true;
    }

    /// <summary>A line of another kind, unless it should have been a record.</summary>
    bool EndsRecord(ReadOnlySpan<byte> text)
    {
        _records.End();
        return text.IndexOf(" in loss record "u8) < 0;
    }

    static bool IsHead(ReadOnlySpan<byte> text) => text.SequenceEqual("HEAP SUMMARY:"u8) || text.SequenceEqual("LEAK SUMMARY:"u8);

    /// <summary>"==4242== text"; with --time-stamp=yes a time stands in front of the number.</summary>
    static bool TryStrip(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> process, out ReadOnlySpan<byte> text)
    {
        const int Longest = 40;
        process = text = [];
        if (!line.StartsWith("=="u8) || line.Length < 5)
            return false;
        int end = line[2..Math.Min(line.Length, Longest)].IndexOf("=="u8);
        if (end < 1)
            return false;
        process = line[2..(2 + end)];
        process = process[(process.LastIndexOf((byte)' ') + 1)..];
        text = line[(4 + end)..];
        text = text.StartsWith(" "u8) ? text[1..] : text;
        return process.Length > 0 && process.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }
}
