using System.Globalization;
using System.Runtime.CompilerServices;
using Fathom.Sources.Elf.Unwind;
using Fathom.Sources.Probe;

namespace Fathom.Tests.Sources.Probe;

/// <summary>The C compiler as judge: where it puts what both sides read and write.</summary>
public class ProbeLayoutTests
{
    [RequiresFact("gcc")]
    public void Is_that_of_the_probe()
    {
        using TemporaryFolder folder = new();
        Outside.Run("gcc", "-o", folder.At("layout"), Path.Combine(SourceTree.Root, "probe", "tests", "layout.c"));
        Dictionary<string, int> said = Outside.Run(folder.At("layout")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ')).ToDictionary(words => words[0], words => int.Parse(words[1], CultureInfo.InvariantCulture));

        Assert.Equal(ProbeLayout.Bytes, said["table"]);
        (string Name, int Mine)[] mine =
        [
            ("table.key", ProbeLayout.KeyAt), ("table.entry", ProbeLayout.EntryAt), ("table.stack", ProbeLayout.StackAt), ("table.frame", ProbeLayout.FrameAt),
            ("table.method", ProbeLayout.MethodAt), ("table.name", ProbeLayout.NameAt), ("table.thread", ProbeLayout.ThreadAt), ("table.event", ProbeLayout.EventAt),
            ("table.module", ProbeLayout.ModuleAt), ("table.row", ProbeLayout.RowAt),
            ("header.version", ProbeLayout.VersionAt), ("header.pid", ProbeLayout.PidAt), ("header.size", ProbeLayout.SizeAt), ("header.started_ns", ProbeLayout.StartedAt),
            ("header.on", ProbeLayout.OnAt), ("header.interval_shift", ProbeLayout.ShiftAt), ("header.interval", ProbeLayout.IntervalAt),
            ("header.budget_ppm", ProbeLayout.BudgetAt), ("header.java", ProbeLayout.JavaAt), ("header.os_events", ProbeLayout.OsEventsAt),
            ("header.module_table", ProbeLayout.ModuleTableAt), ("header.vm", ProbeLayout.VmAt), ("header.stack_end", ProbeLayout.StackEndAt),
            ("header.events_head", ProbeLayout.EventsHeadAt), ("header.count", ProbeLayout.CountersAt), ("header.owner", ProbeLayout.OwnerAt),
            ("header.exact_ranges", ProbeLayout.ExactRangesAt), ("header.exact", ProbeLayout.ExactAt), ("EXACT_RANGES", ProbeLayout.ExactRanges),
            ("entry", Unsafe.SizeOf<ProbeEntry>()), ("stack", Unsafe.SizeOf<ProbeStack>()), ("method", Unsafe.SizeOf<ProbeMethod>()),
            ("event", Unsafe.SizeOf<ProbeEvent>()), ("module", Unsafe.SizeOf<ProbeModule>()), ("row", Unsafe.SizeOf<UnwindRow>()), ("thread_row", ProbeTable.ThreadBytes),
            ("LAYOUT_VERSION", ProbeLayout.Version), ("ENTRIES", ProbeLayout.Entries), ("STACKS", ProbeLayout.Stacks), ("FRAME_POOL", ProbeLayout.Frames),
            ("METHODS", ProbeLayout.Methods), ("NAME_POOL", ProbeLayout.Names), ("THREADS", ProbeLayout.Threads), ("EVENTS", ProbeLayout.Events),
            ("MODULES", ProbeLayout.Modules), ("ROW_POOL", ProbeLayout.Rows), ("COUNTERS", ProbeLayout.Counters),
        ];
        Assert.All(mine, pair => Assert.True(said[pair.Name] == pair.Mine, $"{pair.Name}: {said[pair.Name]}, here {pair.Mine}"));
        Assert.True(Enum.GetValues<ProbeCounter>().Length <= ProbeLayout.Counters);
    }

    /// <summary>Members of records, in their order.</summary>
    [RequiresFact("gcc")]
    public void Records_have_their_members_where_the_probe_has_them()
    {
        using TemporaryFolder folder = new();
        Outside.Run("gcc", "-o", folder.At("layout"), Path.Combine(SourceTree.Root, "probe", "tests", "layout.c"));
        string said = Outside.Run(folder.At("layout"));

        Assert.Equal(["weight 8", "ms 16", "tid 20", "stack 24", "kind_shift 28"], Members(said, "entry"));
        Assert.Equal(["made_blocks 8", "made_bytes 16", "freed_blocks 24", "freed_bytes 32", "frame 40", "length 44", "ready 48"], Members(said, "stack"));
        Assert.Equal(["address 8", "name 16", "ready 20"], Members(said, "method"));
        Assert.Equal(["end 8", "bias 16", "row 24", "rows 28"], Members(said, "module"));
        Assert.Equal(["address 8", "length 16", "aux 24", "ms 32", "stack 36", "tid 40", "what 44"], Members(said, "event"));
    }

    static string[] Members(string said, string record) =>
        [.. said.Split('\n').Where(line => line.StartsWith(record + ".", StringComparison.Ordinal)).Select(line => line[(record.Length + 1)..])];
}
