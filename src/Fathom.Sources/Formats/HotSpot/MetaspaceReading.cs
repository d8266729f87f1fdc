using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>A walk through VM.metaspace: which section its lines belong to, and what was read so far.</summary>
sealed partial class MetaspaceReading(string file)
{
    enum Section
    {
        None,
        Loader,
        Usage,
        Spaces,
        Lists,
        Other,
    }

    readonly ReportNotes _notes = new(file);
    readonly List<MetaspaceLoader> _loaders = [];
    Section _section;
    MetaspaceReport _report = new();
    bool _found;

    public void Read(in ReportLines lines)
    {
        ReadOnlySpan<byte> line = lines.Current.TrimStart(" \t"u8);
        Reading reading = line.IsEmpty || Heading(line) ? Reading.Understood : Content(line, lines.Number);
        if (reading == Reading.Unknown)
            _notes.Keep(lines);
        else if (reading == Reading.Broken)
            _notes.Broken(lines);
    }

    public Parsed<MetaspaceReport> Finish()
    {
        if (!_found)
            _notes.Add(Gaps.ReportIncomplete, "section \"Virtual space:\" and no usage", "VM.metaspace");
        return _notes.Done(_report with { Nodes = _nodes, PerLoader = _loaders, Unread = _notes.Unread });
    }

    bool Heading(ReadOnlySpan<byte> line)
    {
        Section? section = null;
        if (line.StartsWith("Usage per loader"u8))
            section = Section.Loader;
        else if (line.StartsWith("Usage per"u8) || line.StartsWith("Chunk freelists"u8) || line.StartsWith("Waste"u8))
            section = Section.Other;
        else if (line.StartsWith("Usage:"u8))
            section = Section.Usage;
        else if (line.SequenceEqual("Virtual space:"u8))
            section = Section.Spaces;
        else if (line.StartsWith("Virtual space list"u8))
            section = Section.Lists;
        if (section is { } known)
            _section = known;
        return section is not null;
    }

    Reading Content(ReadOnlySpan<byte> line, int number)
    {
        if (line.StartsWith("Total Usage"u8))
            return TotalUsage(line);
        if (line.StartsWith("MaxMetaspaceSize:"u8))
            _section = Section.Other;
        return _section switch
        {
            Section.Loader when line.IndexOf(": CLD 0x"u8) > 0 => Loader(line),
            Section.Loader or Section.Usage => Usage(line),
            Section.Spaces => Space(line),
            Section.Lists => List(line, number),
            _ => Setting(line),
        };
    }

    /// <summary>"Total Usage - 26 loaders, 895 classes (707 shared):".</summary>
    Reading TotalUsage(ReadOnlySpan<byte> line)
    {
        _section = Section.Usage;
        AsciiLine rest = new(line);
        if (!rest.SkipPast("- "u8) || !rest.TakeCount(out long loaders)
            || !rest.SkipPast(", "u8) || !rest.TakeCount(out long classes))
            return line.IndexOf(" - "u8) > 0 ? Reading.Broken : Reading.Understood;
        _report = _report with
        {
            Loaders = loaders,
            Classes = classes,
            SharedClasses = ReportFields.FindCount(rest.Rest, "("u8) ?? 0,
        };
        return Reading.Understood;
    }

    /// <summary>"   1: CLD 0x…: instance of Small$Loader, 1 class".</summary>
    Reading Loader(ReadOnlySpan<byte> line)
    {
        AsciiLine rest = new(line);
        if (!rest.SkipPast("CLD "u8) || !rest.TakeAddress(out Address data) || !rest.Take((byte)':'))
            return Reading.Broken;
        ReadOnlySpan<byte> name = rest.Rest.Trim((byte)' ');
        int comma = name.LastIndexOf((byte)',');
        long? classes = comma < 0 ? null : ReportFields.FindCount(name[comma..], ","u8);
        if (_notes.HasRoom(_loaders.Count, "class loaders"))
            _loaders.Add(new(data, ForeignText.Decode(comma < 0 ? name : name[..comma]), classes));
        return Reading.Understood;
    }

    /// <summary>"Non-Class:  27 chunks, 4296704 bytes capacity, 1085440 bytes ( 25%) committed, …".</summary>
    Reading Usage(ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf((byte)':');
        if (colon < 0 || Kind(line[..colon]) is not { } kind || line[(colon + 1)..].Trim((byte)' ').IsEmpty)
            return Reading.Unknown;
        if (!TryUsage(line[(colon + 1)..], out MetaspaceUsage? usage))
            return Reading.Broken;
        _found = true;
        if (_section == Section.Loader)
        {
            if (_loaders.Count == 0)
                return Reading.Unknown;
            MetaspaceLoader loader = _loaders[^1];
            _loaders[^1] = kind switch
            {
                'N' => loader with { NonClass = usage },
                'C' => loader with { Class = usage },
                _ => loader with { Both = usage },
            };
            return Reading.Understood;
        }
        _report = kind switch
        {
            'N' => _report with { NonClassUsage = usage },
            'C' => _report with { ClassUsage = usage },
            _ => _report with { BothUsage = usage },
        };
        return Reading.Understood;
    }

    static char? Kind(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("Non-"u8))
            return 'N';
        if (head.SequenceEqual("Class"u8) || head.SequenceEqual("Class space"u8))
            return 'C';
        return head.SequenceEqual("Both"u8) ? 'B' : null;
    }

    static bool TryUsage(ReadOnlySpan<byte> text, out MetaspaceUsage usage)
    {
        usage = new MetaspaceUsage(Bytes.Zero);
        bool hasUsed = false;
        AsciiLine rest = new(text);
        // "deallocated: …" and "overhead" are of no use here.
        for (int fields = 0; fields < 12 && TakeFigure(ref rest, out Bytes size, out ReadOnlySpan<byte> what); fields++)
        {
            if (what.StartsWith("chunk"u8))
                usage = usage with { Chunks = size.Value };
            else if (what.StartsWith("capacity"u8))
                usage = usage with { Capacity = size };
            else if (what.StartsWith("committed"u8))
                usage = usage with { Committed = size };
            else if (what.StartsWith("used"u8))
                (usage, hasUsed) = (usage with { Used = size }, true);
            else if (what.StartsWith("free"u8))
                usage = usage with { Free = size };
            else if (what.StartsWith("waste"u8))
                usage = usage with { Waste = size };
        }
        return hasUsed;
    }

    /// <summary>"1085440 bytes ( 25%) committed,": a figure, its share, and what it is.</summary>
    static bool TakeFigure(ref AsciiLine line, out Bytes size, out ReadOnlySpan<byte> what)
    {
        what = [];
        line = new AsciiLine(line.Rest.TrimStart(" ,"u8));
        if (!line.TakeSize(out size))
            return false;
        line.TakeBlanks();
        if (line.Take((byte)'('))
            line.SkipPast(")"u8);
        line.TakeBlanks();
        // 17 leaves no blank behind the comma of a wide figure.
        int end = line.Rest.IndexOfAny((byte)' ', (byte)',');
        what = end < 0 ? line.Rest : line.Rest[..end];
        line = new AsciiLine(line.Rest[what.Length..]);
        return !what.IsEmpty;
    }

    /// <summary>"Non-class space:  64.00 MB reserved,  1.06 MB (  2%) committed,  1 nodes."</summary>
    Reading Space(ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf((byte)':');
        if (colon < 0 || Kind(line[..colon]) is not { } kind)
            return Reading.Unknown;
        AsciiLine rest = new(line[(colon + 1)..]);
        if (!TakeFigure(ref rest, out Bytes reserved, out ReadOnlySpan<byte> what) || !what.StartsWith("reserved"u8)
            || !TakeFigure(ref rest, out Bytes committed, out what) || !what.StartsWith("committed"u8))
            return Reading.Broken;
        bool counted = TakeFigure(ref rest, out Bytes nodes, out what) && what.StartsWith("node"u8);
        MetaspaceVirtual space = new(reserved, committed, counted ? nodes.Value : null);
        _found = true;
        _report = kind switch
        {
            'N' => _report with { NonClassSpace = space },
            'C' => _report with { ClassSpace = space },
            _ => _report with { BothSpaces = space },
        };
        return Reading.Understood;
    }
}
