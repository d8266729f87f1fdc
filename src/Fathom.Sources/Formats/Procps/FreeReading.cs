using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Procps;

/// <summary>The lines of free.</summary>
sealed class FreeReading(ReportNotes notes, long bare) : ILineReading
{
    readonly Words _words = new();
    readonly List<string> _columns = [];
    MachineMemory _memory = new();

    public Reading Read(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
            return Reading.Understood;
        if (FreeText.IsHeader(line, _words))
        {
            _columns.Clear();
            for (int i = 0; i < _words.Count; i++)
                _columns.Add(ForeignText.Decode(line[_words[i]]));
            return Reading.Understood;
        }
        if (line.StartsWith("-/+ buffers/cache:"u8) || line.StartsWith("Low:"u8) || line.StartsWith("High:"u8)
            || line.StartsWith("Comm:"u8))
            return Reading.Understood;
        bool memory = line.StartsWith("Mem:"u8), swap = line.StartsWith("Swap:"u8);
        return memory || swap ? Row(line[(memory ? 4 : 5)..], swap) : line.StartsWith("Total:"u8) ? Total(line[6..]) : Reading.Unknown;
    }

    public MachineMemory Finish()
    {
        if (_memory.Total is null)
            notes.Add(Gaps.ToolTextIncomplete, "line \"Mem:\" below its header", "free");
        return _memory;
    }

    Reading Row(ReadOnlySpan<byte> line, bool swap)
    {
        _words.Split(line);
        if (_words.Count == 0 || _words.Count > _columns.Count)
            return Reading.Broken;
        MachineMemory memory = _memory;
        for (int i = 0; i < _words.Count; i++)
        {
            if (!ToolNumbers.TryRounded(line[_words[i]], bare, UnitFamily.Binary, out RoundedSize size))
                return Reading.Broken;
            memory = With(memory, swap, _columns[i], size);
        }
        _memory = memory;
        return Reading.Understood;
    }

    /// <summary>free -t: the sums of memory and swap.</summary>
    Reading Total(ReadOnlySpan<byte> line)
    {
        _words.Split(line);
        if (_words.Count == 0 || !ToolNumbers.TryRounded(line[_words[0]], bare, UnitFamily.Binary, out RoundedSize total))
            return Reading.Broken;
        if (_memory is not { Total: { } memory, SwapTotal: { } swap })
            return Reading.Understood;
        Int128 difference = (Int128)total.Value.Value - memory.Value.Value - swap.Value.Value;
        if (Int128.Abs(difference) > (Int128)total.Step.Value + memory.Step.Value + swap.Step.Value)
            notes.Add(Gaps.ToolTotalDiffers, "free", $"{SizeText.Of(memory.Value)} and {SizeText.Of(swap.Value)} of {SizeText.Of(total.Value)}");
        return Reading.Understood;
    }

    static MachineMemory With(MachineMemory memory, bool swap, string column, RoundedSize size) => column switch
    {
        "total" => swap ? memory with { SwapTotal = size } : memory with { Total = size },
        "used" => swap ? memory with { SwapUsed = size } : memory with { Used = size },
        "free" => swap ? memory with { SwapFree = size } : memory with { Free = size },
        _ when swap => memory,
        "shared" => memory with { Shared = size },
        "buffers" => memory with { Buffers = size },
        "buff/cache" or "cache" or "cached" => memory with { Cached = size },
        "available" => memory with { Available = size },
        _ => memory,
    };
}
