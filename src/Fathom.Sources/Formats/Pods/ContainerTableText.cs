using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Pods;

/// <summary>docker stats, podman stats and kubectl top pod: a line a container and what it uses.</summary>
public static class ContainerTableText
{
    public static bool Begins(ReadOnlySpan<byte> line) => ContainerTableReading.IsHeader(line);

    public static Parsed<ContainerStates> Parse(ReadOnlySpan<byte> text, string place)
    {
        ReportNotes notes = new(place);
        ContainerTableReading reading = new ContainerTableReading(notes).Over(text, notes);
        return notes.Done(reading.Finish() with { Unread = notes.Unread });
    }
}

sealed class ContainerTableReading(ReportNotes notes) : ILineReading
{
    readonly Words _words = new();
    readonly List<ContainerState> _found = [];
    readonly List<string> _columns = [];

    public static bool IsHeader(ReadOnlySpan<byte> line) => IsStats(line) || IsTop(line);

    static bool IsStats(ReadOnlySpan<byte> line) => line.IndexOf("MEM USAGE / LIMIT"u8) > 0 && line.IndexOf("CPU %"u8) > 0;

    static bool IsTop(ReadOnlySpan<byte> line) => line.IndexOf("CPU(cores)"u8) > 0 && line.IndexOf("MEMORY(bytes)"u8) > 0;

    public Reading Read(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
            return Reading.Understood;
        if (IsHeader(line))
            return Header(line);
        _words.Split(line);
        return _columns.Count switch
        {
            0 => Reading.Unknown,
            _ when _columns[0] == "MEM USAGE / LIMIT" => Stats(line),
            _ => Top(line),
        };
    }

    public ContainerStates Finish()
    {
        if (_found.Count == 0)
            notes.Add(Gaps.ToolTextIncomplete, "line of a container below its header", "docker stats or kubectl top pod");
        return new ContainerStates { Containers = _found };
    }

    /// <summary>Docker stats without --no-stream repeats itself; the last is kept.</summary>
    Reading Header(ReadOnlySpan<byte> line)
    {
        _columns.Clear();
        _words.Split(line);
        if (IsStats(line))
        {
            _found.Clear();
            _columns.Add("MEM USAGE / LIMIT");
            if (line.IndexOf(" NAME "u8) > 0)
                _columns.Add("NAME");
            return Reading.Understood;
        }
        for (int i = 0; i < Math.Min(_words.Count, 8); i++)
            _columns.Add(ForeignText.Decode(line[_words[i]]));
        return Reading.Understood;
    }

    /// <summary>"0a1b2c3d4e5f   orders   0.55%   1.2GiB / 1.5GiB   80.00%   …".</summary>
    Reading Stats(ReadOnlySpan<byte> line)
    {
        for (int i = 1; i + 1 < _words.Count; i++)
        {
            if (!line[_words[i]].SequenceEqual("/"u8))
                continue;
            if (!ToolNumbers.TryRounded(line[_words[i - 1]], 1, UnitFamily.Decimal, out RoundedSize used)
                || !ToolNumbers.TryRounded(line[_words[i + 1]], 1, UnitFamily.Decimal, out RoundedSize limit))
                return line[_words[i - 1]].SequenceEqual("--"u8) ? Reading.Understood : Reading.Broken;
            string id = ForeignText.Decode(line[_words[0]]);
            string name = _columns.Count > 1 ? ForeignText.Decode(line[_words[1]]) : id;
            return Keep(new ContainerState(name) { Id = id, MemoryUsed = used, MemoryLimit = limit.Value > Bytes.Zero ? limit : null });
        }
        return Reading.Unknown;
    }

    /// <summary>"shop  orders-6d4cf56db6-x2x2x  orders  12m  1436Mi": as many words as the header has names.</summary>
    Reading Top(ReadOnlySpan<byte> line)
    {
        if (_words.Count != _columns.Count)
            return Reading.Unknown;
        bool byContainer = _columns.Contains("POD");
        ContainerState state = new("");
        for (int i = 0; i < _columns.Count; i++)
        {
            ReadOnlySpan<byte> word = line[_words[i]];
            if (_columns[i] == "MEMORY(bytes)")
            {
                if (!ToolNumbers.TryRounded(word, 1, UnitFamily.Decimal, out RoundedSize size))
                    return Reading.Broken;
                state = state with { MemoryUsed = size };
                continue;
            }
            string text = ForeignText.Decode(word);
            state = _columns[i] switch
            {
                "NAMESPACE" => state with { Namespace = text },
                "POD" => state with { Pod = text },
                "NAME" => byContainer ? state with { Name = text } : state with { Pod = text },
                _ => state,
            };
        }
        return Keep(state);
    }

    Reading Keep(ContainerState state)
    {
        if (notes.HasRoom(_found.Count, "containers"))
            _found.Add(state);
        return Reading.Understood;
    }
}
