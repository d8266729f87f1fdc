using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>A walk through one NMT report: which part of it the lines belong to, and what was read so far.</summary>
sealed partial class NmtReading(string file)
{
    enum Part
    {
        Summary,
        Map,
        Sites,
        Files,
        Statistics,
    }

    readonly ReportNotes _notes = new(file);
    readonly List<NmtCategory> _categories = [];
    readonly List<string> _statistics = [];
    Part _part;
    NmtReport _report = new(NmtKind.Summary, new Bytes(1));
    NmtCategory? _category;
    bool _isDiff;
    bool _isDetail;
    int _totals;
    bool _refused;

    public void Read(in ReportLines lines)
    {
        ReadOnlySpan<byte> line = lines.Current.WithoutIndent();
        Reading reading = line.IsEmpty ? Reading.Understood : line[0] switch
        {
            _ when _part == Part.Statistics => Statistics(lines.Current),
            _ when _part == Part.Files && !line.StartsWith("Details:"u8) && !line.StartsWith("Total:"u8) => FileBlock(line),
            (byte)'-' => Category(line),
            (byte)'(' or (byte)':' => Brackets(line),
            (byte)'[' => Square(line, lines.Number),
            _ => Words(line),
        };
        if (reading == Reading.Unknown)
            _notes.Keep(lines);
        else if (reading == Reading.Broken)
            _notes.Broken(lines);
    }

    public Parsed<NmtReport> Finish()
    {
        EndCategory();
        EndRegion();
        if (_pending.Count > 0)
            _notes.Add(Gaps.ReportIncomplete, "figures behind its last call stack", NmtText.Command);
        NmtKind kind = (_part == Part.Statistics, _isDetail, _isDiff) switch
        {
            (true, _, _) => NmtKind.Statistics,
            (_, false, false) => NmtKind.Summary,
            (_, true, false) => NmtKind.Detail,
            (_, false, true) => NmtKind.SummaryDiff,
            _ => NmtKind.DetailDiff,
        };
        _notes.Repeated(_totals, NmtText.Command);
        if (_totals == 0 && !_refused && kind != NmtKind.Statistics)
            _notes.Add(Gaps.ReportIncomplete, "line \"Total:\"", NmtText.Command);
        return _notes.Done(_report with
        {
            Kind = kind,
            Categories = _categories,
            Regions = _regions,
            Sites = _sites,
            FileBlocks = _fileBlocks,
            Statistics = _statistics,
            Unread = _notes.Unread,
        });
    }

    Reading Statistics(ReadOnlySpan<byte> line)
    {
        if (_notes.HasRoom(_statistics.Count, "lines of statistics", Limits.UnreadLines))
            _statistics.Add(ForeignText.Decode(line));
        return Reading.Understood;
    }

    Reading Words(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("Native Memory Tracking Statistics"u8))
            _part = Part.Statistics;
        else if (line.StartsWith("Virtual memory map:"u8))
            Begin(Part.Map);
        else if (line.StartsWith("Details:"u8))
            Begin(Part.Sites);
        else if (line.StartsWith("Memory file details"u8)) // JDK 24 on
            Begin(Part.Files);
        else if (line.StartsWith("Total:"u8))
            return Total(line);
        else if (line.StartsWith("malloc:"u8) || line.StartsWith("malloc="u8))
            return TotalOfMalloc(line);
        else if (line.StartsWith("mmap:"u8))
            return TotalOfMmap(line);
        else if (!line.StartsWith("Native Memory Tracking:"u8))
            return Answer(line);
        return Reading.Understood;
    }

    void Begin(Part part)
    {
        (_part, _isDetail) = (part, true);
        EndCategory();
        EndRegion();
    }

    /// <summary>Answers that are no report (HotSpot: nmt/nmtDCmd.cpp).</summary>
    Reading Answer(ReadOnlySpan<byte> line)
    {
        GapText? text = null;
        if (line.StartsWith("Native memory tracking is not enabled"u8)
            || line.StartsWith("Native memory tracking has been"u8))
            text = Gaps.NmtOff;
        else if (line.StartsWith("Detail tracking is not enabled"u8))
            text = Gaps.NmtDetailOff;
        else if (line.StartsWith("No baseline for comparison"u8))
            text = Gaps.NmtNoBaseline;
        else if (!line.StartsWith("Baseline taken"u8) && !line.StartsWith("Baseline succeeded"u8))
            return Reading.Unknown;
        _refused = true;
        if (text is not null)
            _notes.Add(text);
        return Reading.Understood;
    }

    Reading Total(ReadOnlySpan<byte> line)
    {
        if (!NmtFields.TakeReserved(line, ref _isDiff, out NmtAmount reserved, out NmtAmount committed, out long unit))
            return Reading.Broken;
        if (_totals++ > 0)
            StartAnew();
        _report = _report with { Reserved = reserved, Committed = committed, Scale = new Bytes(unit) };
        return Reading.Understood;
    }

    /// <summary>A log of many reports: their rows must not be added.</summary>
    void StartAnew()
    {
        EndCategory();
        EndRegion();
        _categories.Clear();
        _regions.Clear();
        _sites.Clear();
        _fileBlocks.Clear();
        _pending.Clear();
        _report = new(NmtKind.Summary, new Bytes(1));
        (_part, _isDetail) = (Part.Summary, false);
    }

    /// <summary>Summary: "malloc: 16122KB #13741"; a diff of 25: "malloc=26615KB +3272KB #16415 +2108".</summary>
    Reading TotalOfMalloc(ReadOnlySpan<byte> line)
    {
        _isDiff |= line[6] == (byte)'=';
        AsciiLine rest = new(line[7..]);
        rest.TakeBlanks();
        if (!NmtFields.TakeBlocks(rest, ref _isDiff, out NmtBlocks? blocks, out _))
            return Reading.Broken;
        _report = _report with { Malloc = blocks };
        return Reading.Understood;
    }

    Reading TotalOfMmap(ReadOnlySpan<byte> line)
    {
        if (!NmtFields.TakeReserved(line, ref _isDiff, out NmtAmount reserved, out NmtAmount committed, out _))
            return Reading.Broken;
        _report = _report with { Mmap = new(reserved, committed) };
        return Reading.Understood;
    }
}
