using System.Numerics;

namespace Fathom.Sources.Profiles.Perf;

/// <summary>What was asked of the kernel for one event: above all, what its samples have (struct perf_event_attr).</summary>
readonly record struct PerfAttribute(uint Type, ulong Config, ulong Period, PerfSampleFields Has, PerfReadFields Reads, ulong Flags)
{
    const uint Hardware = 0, Software = 1, Tracepoint = 2;
    const int SampleIdAll = 18;

    static readonly string[] HardwareNames =
        ["cycles", "instructions", "cache-references", "cache-misses", "branches", "branch-misses", "bus-cycles"];

    static readonly string[] SoftwareNames =
        ["cpu-clock", "task-clock", "page-faults", "context-switches", "cpu-migrations", "minor-faults", "major-faults", "alignment-faults", "emulation-faults", "dummy", "bpf-output"];

    /// <summary>The bytes of the oldest form (PERF_ATTR_SIZE_VER0).</summary>
    public const int LeastBytes = 64;

    /// <summary>Records that are no samples end with what says whose and when they are.</summary>
    public bool HasTrailer => (Flags >> SampleIdAll & 1) != 0;

    public bool IsTracepoint => Type == Tracepoint;

    public static PerfAttribute Of(ReadOnlySpan<byte> bytes, out int size)
    {
        PerfWords words = new(bytes);
        uint type = words.Word();
        size = (int)Math.Min(words.Word(), int.MaxValue);
        ulong config = words.Long(), period = words.Long();
        return new PerfAttribute(type, config, period, (PerfSampleFields)words.Long(), (PerfReadFields)words.Long(), words.Long());
    }

    /// <summary>As perf calls it where the recording does not say.</summary>
    public string Name => Type switch
    {
        Hardware when (Config & uint.MaxValue) < (ulong)HardwareNames.Length => HardwareNames[(int)(Config & uint.MaxValue)],
        Software when Config < (ulong)SoftwareNames.Length => SoftwareNames[(int)Config],
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"event {Type}/0x{Config:x}"),
    };

    /// <summary>Where the id of the event stands in a sample, counted from its beginning; -1 where it has none.</summary>
    public int IdAt => Has.HasFlag(PerfSampleFields.Identifier) ? 0
        : Has.HasFlag(PerfSampleFields.Id) ? 8 * BitOperations.PopCount((ulong)(Has & (PerfSampleFields.Address | PerfSampleFields.Thread | PerfSampleFields.Time | PerfSampleFields.DataAddress)))
        : -1;

    /// <summary>The same in another record, counted from its end.</summary>
    public int IdFromEnd => Has.HasFlag(PerfSampleFields.Identifier) ? 8
        : Has.HasFlag(PerfSampleFields.Id) ? 8 * BitOperations.PopCount((ulong)(Has & (PerfSampleFields.Id | PerfSampleFields.Stream | PerfSampleFields.Processor)))
        : -1;

    /// <summary>Of a record that is no sample; 0 where it has none.</summary>
    public ulong TimeOf(ReadOnlySpan<byte> record)
    {
        const PerfSampleFields behind = PerfSampleFields.Time | PerfSampleFields.Id | PerfSampleFields.Stream | PerfSampleFields.Processor | PerfSampleFields.Identifier;
        int fromEnd = 8 * BitOperations.PopCount((ulong)(Has & behind));
        return HasTrailer && Has.HasFlag(PerfSampleFields.Time) && record.Length >= fromEnd ? new PerfWords(record[^fromEnd..]).Long() : 0;
    }
}
