using Fathom.Evidence.Container;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Cgroup;

/// <summary>memory.events of version 2; memory.oom_control and memory.failcnt of version 1.</summary>
public static class MemoryEventsText
{
    public static MemoryEvents Parse(ReadOnlySpan<byte> text)
    {
        MemoryEvents events = new();
        Lines lines = new(text);
        while (lines.MoveNext())
        {
            if (!TryCount(lines, out ReadOnlySpan<byte> key, out long count))
                continue;
            events = key switch
            {
                _ when key.SequenceEqual("max"u8) => events with { LimitMet = count },
                _ when key.SequenceEqual("high"u8) => events with { Slowed = count },
                _ when key.SequenceEqual("oom"u8) => events with { OutOfMemory = count },
                _ when key.SequenceEqual("oom_kill"u8) => events with { Kills = count },
                _ => events,
            };
        }
        return events;
    }

    /// <param name="control">memory.oom_control.</param>
    /// <param name="failures">memory.failcnt, a number alone.</param>
    public static MemoryEvents ParseFirst(ReadOnlySpan<byte> control, ReadOnlySpan<byte> failures)
    {
        MemoryEvents events = new();
        Lines lines = new(control);
        while (lines.MoveNext())
        {
            if (!TryCount(lines, out ReadOnlySpan<byte> key, out long count))
                continue;
            if (key.SequenceEqual("oom_kill"u8))
                events = events with { Kills = count };
            else if (key.SequenceEqual("under_oom"u8))
                events = events with { UnderOutOfMemory = count != 0 };
        }
        return events with { LimitMet = CgroupText.ParseAmount(failures)?.Value };
    }

    static bool TryCount(Lines lines, out ReadOnlySpan<byte> key, out long count)
    {
        AsciiLine line = new(lines.Current);
        key = line.TakeWord();
        bool isCount = line.TakeBlanks() & line.TakeDecimal(out ulong value) & line.Rest.IsEmpty & lines.IsWhole & value <= long.MaxValue;
        count = isCount ? (long)value : 0;
        return isCount;
    }
}
