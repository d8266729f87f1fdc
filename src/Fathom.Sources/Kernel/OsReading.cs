using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Tracing;
using Fathom.Sources.Elf;
using Fathom.Sources.Formats.Strace;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Probe;
using Fathom.Sources.Profiles;

namespace Fathom.Sources.Kernel;

/// <summary>Makes evidence of what was followed: rows with the names that their stacks have.</summary>
sealed class OsReading
{
    static readonly ProfileColumn[] Columns = [ProfileColumn.InUseCount, ProfileColumn.InUseBytes, ProfileColumn.AllocatedCount, ProfileColumn.AllocatedBytes];

    readonly ProfileBuilder _builder = new(Columns.Length);
    readonly JvmProcess _target;
    readonly KernelFrames _frames;
    readonly EventStacks _stacks;
    readonly IReadOnlyDictionary<int, string> _names;

    public OsReading(JvmProcess target, EventStacks stacks, LiveImages images, IReadOnlyDictionary<int, string> names)
    {
        (_target, _stacks, _names) = (target, stacks, names);
        _frames = new KernelFrames(_builder, new Symbolizer(images.All, images.Open), stacks.KnowsJava ? null : CompiledCode.Read(target.Pid).Or(null));
    }

    public OsTrace Read(IReadOnlyList<MapperRow> rows, TimeSpan elapsed)
    {
        List<OsRow> made = new(rows.Count);
        foreach (MapperRow row in rows)
        {
            int stack = row.Site >= 0 ? _frames.StackOf(_stacks, row.Site) : 0;
            made.Add(Of(row, stack));
            if (row.Tid is not { } tid || (row.Mapped == 0 && row.Calls == 0) || row.Kind == RangeKind.File)
                continue;
            long net = unchecked((long)row.Net);
            _builder.Sample(stack, [net > 0 ? 1 : 0, net, row.Calls, Amount(row.Mapped).Value], _builder.Texts.Add(_names.GetValueOrDefault(tid) ?? ""));
        }
        AllocationProfile profile = _builder.Done(_target.Pid.ToString(CultureInfo.InvariantCulture), "calls of the kernel", Columns, ProfileSampling.All) with { TakenAt = DateTimeOffset.UtcNow };
        return new OsTrace(elapsed) { Rows = made, Profile = profile, ThreadNames = _names };
    }

    static OsRow Of(MapperRow row, int stack) => new(KindOf(row.Kind), row.Tid, stack)
    {
        Calls = row.Calls,
        Mapped = Amount(row.Mapped),
        Unmapped = Amount(row.Unmapped),
        Released = Amount(row.Released),
        Advised = Amount(row.Advised),
        Reserved = Amount(row.Reserved),
        ArenaHeaps = row.ArenaHeaps,
    };

    static Bytes Amount(ulong bytes) => new((long)Math.Min(bytes, long.MaxValue));

    static OsMemory KindOf(RangeKind kind) => kind switch
    {
        RangeKind.File => OsMemory.File,
        RangeKind.Break => OsMemory.Break,
        RangeKind.ArenaHeap or RangeKind.ArenaSource => OsMemory.Arena,
        RangeKind.Stack => OsMemory.Stack,
        _ => OsMemory.Mapped,
    };
}
