using System.Buffers.Binary;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles.Perf;

/// <summary>A tracepoint as the kernel describes it (tracefs, events/SYSTEM/NAME/format).</summary>
sealed record PerfFormat(string Name, IReadOnlyDictionary<string, (int Offset, int Size)> Fields)
{
    public bool TryValue(ReadOnlySpan<byte> raw, string field, out ulong value)
    {
        value = 0;
        if (!Fields.TryGetValue(field, out (int Offset, int Size) at) || at.Offset > raw.Length || at.Size > raw.Length - at.Offset)
            return false;
        ReadOnlySpan<byte> bytes = raw.Slice(at.Offset, at.Size);
        value = at.Size switch
        {
            8 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            1 => bytes[0],
            _ => 0,
        };
        return at.Size is 1 or 2 or 4 or 8;
    }
}

/// <summary>The formats of all tracepoints of a recording, by their numbers (linux, tools/perf/util/trace-event-read.c).</summary>
sealed class PerfFormats
{
    readonly Dictionary<ulong, PerfFormat> _formats = [];

    public PerfFormat? Of(in PerfAttribute attribute) => attribute.IsTracepoint ? _formats.GetValueOrDefault(attribute.Config) : null;

    public void Read(ReadOnlySpan<byte> tracing)
    {
        PerfWords words = new(tracing);
        if (!words.Take(10).SequenceEqual("\x17\x08\x44tracing"u8))
            return;
        words.Text();
        bool isBigEndian = words.Take(1) is [1];
        words.Take(1 + 4);
        for (int part = 0; part < 2; part++)
        {
            // The layout of the ring's pages and of the events in it: not used in samples.
            words.Text();
            words.Take(words.Long());
        }
        ReadSystem(ref words, "ftrace", words.Word());
        for (uint systems = words.Word(); systems > 0 && !words.IsShort && !isBigEndian; systems--)
            ReadSystem(ref words, ForeignText.Decode(words.Text()), words.Word());
    }

    void ReadSystem(ref PerfWords words, string system, uint events)
    {
        for (; events > 0 && !words.IsShort && _formats.Count < Limits.PerfFormats; events--)
            Add(system, words.Take(words.Long()));
    }

    void Add(string system, ReadOnlySpan<byte> text)
    {
        string name = "";
        ulong id = 0;
        Dictionary<string, (int, int)> fields = new(StringComparer.Ordinal);
        Lines lines = new(text);
        while (lines.MoveNext())
        {
            AsciiLine line = new(lines.Current);
            line.TakeBlanks();
            if (line.Take("name: "u8))
                name = ForeignText.Decode(line.Rest);
            else if (line.Take("ID: "u8))
                line.TakeDecimal(out id);
            else if (line.Take("field:"u8))
                AddField(ForeignText.Decode(line.Rest), fields);
        }
        if (name.Length > 0)
            _formats[id] = new PerfFormat(system + ":" + name, fields);
    }

    /// <summary>"unsigned long len;\toffset:24;\tsize:8;\tsigned:0;": an array is no number.</summary>
    static void AddField(string field, Dictionary<string, (int, int)> fields)
    {
        string[] parts = field.Split(';', StringSplitOptions.TrimEntries);
        if (parts.Length < 3 || !TryNumber(parts[1], "offset:", out int offset) || !TryNumber(parts[2], "size:", out int size))
            return;
        string name = parts[0][(parts[0].LastIndexOfAny([' ', '*']) + 1)..];
        if (fields.Count < Limits.PerfFields)
            fields[name] = (offset, size);
    }

    static bool TryNumber(string text, string name, out int number)
    {
        number = 0;
        return text.StartsWith(name, StringComparison.Ordinal) && int.TryParse(text.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
