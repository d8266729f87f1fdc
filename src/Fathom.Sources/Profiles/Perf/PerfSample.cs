namespace Fathom.Sources.Profiles.Perf;

/// <summary>One sample: where, whose, and what it stands for.</summary>
readonly ref struct PerfSample
{
    public ulong Address { get; private init; }

    public int Process { get; private init; }

    public int Thread { get; private init; }

    public ulong Time { get; private init; }

    public ulong Period { get; private init; }

    /// <summary>Words of eight bytes: addresses, innermost first, and marks of what they are addresses in.</summary>
    public ReadOnlySpan<byte> Callers { get; private init; }

    /// <summary>The fields of a tracepoint.</summary>
    public ReadOnlySpan<byte> Raw { get; private init; }

    /// <summary>Bytes up to here; behind are registers and copies of stacks.</summary>
    public int Length { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> record, in PerfAttribute attribute, out PerfSample sample)
    {
        PerfSampleFields has = attribute.Has;
        PerfWords words = new(record);
        Skip(ref words, has, PerfSampleFields.Identifier);
        ulong address = has.HasFlag(PerfSampleFields.Address) ? words.Long() : 0;
        (uint process, uint thread) = has.HasFlag(PerfSampleFields.Thread) ? (words.Word(), words.Word()) : (uint.MaxValue, uint.MaxValue);
        ulong time = has.HasFlag(PerfSampleFields.Time) ? words.Long() : 0;
        Skip(ref words, has, PerfSampleFields.DataAddress);
        Skip(ref words, has, PerfSampleFields.Id);
        Skip(ref words, has, PerfSampleFields.Stream);
        Skip(ref words, has, PerfSampleFields.Processor);
        ulong period = has.HasFlag(PerfSampleFields.Period) ? words.Long() : attribute.Period;
        if (has.HasFlag(PerfSampleFields.Read))
            SkipRead(ref words, attribute.Reads);
        ReadOnlySpan<byte> callers = has.HasFlag(PerfSampleFields.Callers) ? words.Take(Eightfold(words.Long())) : [];
        ReadOnlySpan<byte> raw = has.HasFlag(PerfSampleFields.Raw) ? words.Take(words.Word()) : [];
        sample = new PerfSample
        {
            Address = address,
            Process = unchecked((int)process),
            Thread = unchecked((int)thread),
            Time = time,
            Period = period,
            Callers = callers,
            Raw = raw,
            Length = record.Length - words.Rest.Length,
        };
        return !words.IsShort;
    }

    static void Skip(ref PerfWords words, PerfSampleFields has, PerfSampleFields field)
    {
        if (has.HasFlag(field))
            words.Long();
    }

    static void SkipRead(ref PerfWords words, PerfReadFields reads)
    {
        ulong each = 1UL + (reads.HasFlag(PerfReadFields.Id) ? 1UL : 0) + (reads.HasFlag(PerfReadFields.Lost) ? 1UL : 0);
        ulong times = (reads.HasFlag(PerfReadFields.TimeEnabled) ? 1UL : 0) + (reads.HasFlag(PerfReadFields.TimeRunning) ? 1UL : 0);
        ulong count = reads.HasFlag(PerfReadFields.Group) ? words.Long() : 1;
        words.Take(count > ushort.MaxValue ? ulong.MaxValue : 8 * (times + (count * each)));
    }

    /// <summary>A record has no more than 64 KiB.</summary>
    static ulong Eightfold(ulong words) => words > ushort.MaxValue ? ulong.MaxValue : 8 * words;
}
