using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Jdk;

/// <summary>jmap -heap and jhsdb jmap --heap (jdk.hotspot.agent, sun/jvm/hotspot/tools/HeapSummary.java).</summary>
public static class JmapHeapText
{
    public static bool Begins(ReadOnlySpan<byte> line) =>
        line.StartsWith("using thread-local object allocation."u8) || line.StartsWith("Heap Configuration:"u8);

    public static Parsed<JmapHeap> Parse(ReadOnlySpan<byte> text, string place)
    {
        ReportNotes notes = new(place);
        JmapHeapReading reading = new JmapHeapReading(notes).Over(text, notes);
        return notes.Done(reading.Finish() with { Unread = notes.Unread });
    }
}

sealed class JmapHeapReading(ReportNotes notes) : ILineReading
{
    readonly List<NamedSize> _settings = [];
    readonly List<JmapSpace> _spaces = [];
    string? _collector;
    bool _usage;
    int _texts;

    public Reading Read(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.TrimStart(" \t"u8);
        if (text.IsEmpty || text.StartsWith("using "u8) || text.EndsWith("% used"u8))
            return Reading.Understood;
        if (text.StartsWith("Heap Configuration:"u8))
            return Begin();
        if (text.StartsWith("Heap Usage:"u8))
        {
            _usage = true;
            return Reading.Understood;
        }
        if (text.IndexOf((byte)'=') is > 0 and var equals)
            return Figure(text[..equals].TrimEnd((byte)' '), text[(equals + 1)..].TrimStart((byte)' '));
        if (!_usage)
            return Talk(text);
        return Space(text);
    }

    public JmapHeap Finish()
    {
        notes.Repeated(_texts, "jmap -heap");
        if (_spaces.Count == 0)
            notes.Add(Gaps.ToolTextIncomplete, "space below \"Heap Usage:\"", "jmap -heap");
        foreach (JmapSpace space in _spaces)
        {
            if (space is { Capacity: { } capacity, Used: { } used, Free: { } free } && (Int128)used.Value + free.Value != capacity.Value)
                notes.Add(Gaps.ToolTotalDiffers, "jmap -heap", $"{space.Name} has {SizeText.Of(used)} used and {SizeText.Of(free)} free of {SizeText.Of(capacity)}");
        }
        return new JmapHeap { Collector = _collector, Settings = _settings, Spaces = _spaces };
    }

    Reading Begin()
    {
        if (_texts++ > 0)
        {
            _settings.Clear();
            _spaces.Clear();
        }
        _usage = false;
        return Reading.Understood;
    }

    Reading Talk(ReadOnlySpan<byte> text)
    {
        if (text.EndsWith(" thread(s)"u8) || text.EndsWith(" GC"u8))
            _collector = ForeignText.Decode(text);
        else if (!text.StartsWith("Attaching to "u8) && !text.StartsWith("Debugger attached "u8)
            && !text.EndsWith(" compiler detected."u8) && !text.StartsWith("JVM version is "u8))
            return Reading.Unknown;
        return Reading.Understood;
    }

    /// <summary>"Eden Space:", "PS Old Generation".</summary>
    Reading Space(ReadOnlySpan<byte> text)
    {
        string name = ForeignText.Decode(text.TrimEnd((byte)':'));
        bool isSpace = name.EndsWith("Space", StringComparison.Ordinal) || name.EndsWith("eneration", StringComparison.Ordinal)
            || name.EndsWith("Heap", StringComparison.Ordinal) || name.EndsWith("Space)", StringComparison.Ordinal)
            || name.EndsWith("Gen", StringComparison.Ordinal);
        if (!isSpace || name.Length > 100)
            return Reading.Unknown;
        if (notes.HasRoom(_spaces.Count, "spaces", Limits.NmtTags))
            _spaces.Add(new JmapSpace(name));
        return Reading.Understood;
    }

    Reading Figure(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        AsciiLine line = new(value);
        if (!line.TakeDecimal(out ulong amount))
            return Reading.Broken;
        long unit = line.TakeBlanks() && line.Rest.StartsWith("MB"u8) ? 1L << 20 : 1;
        // The greatest number there is stands for no limit: MaxMetaspaceSize.
        bool unlimited = amount > (ulong)(long.MaxValue / unit) || amount * (ulong)unit >= (ulong)long.MaxValue - (1L << 20);
        Bytes size = unlimited ? Bytes.Zero : new Bytes((long)amount * unit);
        if (!_usage)
        {
            if (!unlimited && notes.HasRoom(_settings.Count, "settings", Limits.NmtTags))
                _settings.Add(new NamedSize(ForeignText.Decode(key), size));
            return unlimited && !key.StartsWith("Max"u8) ? Reading.Broken : Reading.Understood;
        }
        return unlimited || _spaces.Count == 0 ? Reading.Broken : InSpace(key, size);
    }

    Reading InSpace(ReadOnlySpan<byte> key, Bytes size)
    {
        JmapSpace space = _spaces[^1];
        JmapSpace? with = key switch
        {
            _ when key.SequenceEqual("capacity"u8) => space with { Capacity = size },
            _ when key.SequenceEqual("used"u8) => space with { Used = size },
            _ when key.SequenceEqual("free"u8) => space with { Free = size },
            _ when key.SequenceEqual("max"u8) || key.SequenceEqual("max capacity"u8) => space with { Max = size },
            _ when key.SequenceEqual("regions"u8) => space,
            _ => null,
        };
        if (with is null)
            return Reading.Unknown;
        _spaces[^1] = with;
        return Reading.Understood;
    }
}
