using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>What a parser could not use: unknown lines are kept, known ones that are wrong are gaps as well.</summary>
sealed class ReportNotes(string file)
{
    readonly BadLines _bad = new(file);
    readonly List<UnreadLine> _unread = [];
    readonly List<Gap> _gaps = [];
    readonly HashSet<string> _over = [];
    long _unreadBytes;

    public IReadOnlyList<UnreadLine> Unread => _unread;

    /// <summary>A line of no known form: another version's, or text that somebody wrote beside the report.</summary>
    public void Keep(in ReportLines lines) => Keep(lines.Number, lines.Current);

    public void Keep(int number, ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
            return;
        if (line.Length > Limits.NameBytes)
            line = line[..Limits.NameBytes];
        _unreadBytes += line.Length;
        if (_unread.Count < Limits.UnreadLines && _unreadBytes <= Limits.UnreadBytes)
            _unread.Add(new(number, ForeignText.Decode(line)));
        else
            Over("lines of unknown form", _unread.Count);
    }

    /// <summary>A line of a known form whose figures cannot be read: it was cut, wrapped or edited.</summary>
    public void Broken(in ReportLines lines) => Broken(lines.Number, lines.Current);

    public void Broken(int number, ReadOnlySpan<byte> line)
    {
        Keep(number, line);
        _bad.Add(number, line);
    }

    public void Add(GapText text, params ReadOnlySpan<string> details) => _gaps.Add(text.At(file, null, details));

    public void Contradicts(int number, string how) =>
        _gaps.Add(Gaps.ReportContradicts.At(string.Create(CultureInfo.InvariantCulture, $"{file}:{number}"), null, how));

    public void Repeated(int reports, string command)
    {
        if (reports > 1)
            Add(Gaps.ReportRepeated, reports.ToString(CultureInfo.InvariantCulture), command);
    }

    /// <summary>True while there is room for another row; says so once where there is not.</summary>
    public bool HasRoom(int count, string what, int limit = Limits.ReportRows)
    {
        if (count < limit)
            return true;
        Over(what, limit);
        return false;
    }

    void Over(string what, int limit)
    {
        if (_over.Add(what))
            Add(Gaps.ReportTooLong, what, limit.ToString("N0", CultureInfo.InvariantCulture));
    }

    public Parsed<T> Done<T>(T value) => new(value, [.. _bad.Gaps, .. _gaps]);
}
