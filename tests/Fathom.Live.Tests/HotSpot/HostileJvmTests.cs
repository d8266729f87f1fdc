using System.Globalization;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Memory;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>
/// The words of a real JVM, damaged: every reader of HotSpot's structures must come to an end, soon and without much
/// memory, whatever it finds. FATHOM_SOAK_ROUNDS sets how often each JVM is damaged (bench/soak).
/// </summary>
[Collection("JDK 17")]
public sealed class HostileJvmTests
{
    // A sound look reads some ten thousand times; a list that goes in a ring is left when its limit is reached.
    const long MostReads = 20_000_000;
    const long MostBytes = 256 << 20;

    static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("FATHOM_SOAK_ROUNDS"), NumberStyles.None,
        CultureInfo.InvariantCulture, out int asked) ? asked : 100;

    public static TheoryData<int, string> Jvms => new()
    {
        { 17, "-XX:+UseG1GC" }, { 17, "-XX:+UseZGC" }, { 25, "-XX:+UseParallelGC" }, { 25, "-XX:+UseShenandoahGC" },
    };

    [JdkTheory(25)]
    [MemberData(nameof(Jvms))]
    public void Damaged_memory_is_read_to_an_end(int feature, string collector)
    {
        using IdleJvm jvm = IdleJvm.Start(Machine.FindJdk(feature)!, collector);
        Snapshot snapshot = LiveLook.At(jvm.Id, new LookOptions()).Value;
        RecordedMemory recorded = new(new LiveMemory(jvm.Id, new Pace()));
        Snapshot bare = WithoutFile(snapshot);
        Record(snapshot, recorded);
        Record(bare, recorded);
        ulong[] places = [.. recorded.Pages.Keys.Order()];
        Assert.NotEmpty(places);

        for (int round = 0; round < Rounds; round++)
        {
            Random random = new(round);
            DamagedMemory memory = new(recorded.Pages, places);
            for (int damages = random.Next(1, 60); damages > 0; damages--)
                memory.Damage(random);
            long before = GC.GetAllocatedBytesForCurrentThread();

            JvmState? state = Read(round % 2 == 0 ? snapshot : bare, memory);

            Assert.NotEmpty(Ledger.Of(snapshot with { JvmState = state }).Lines);

            Assert.InRange(memory.Reads, 0, MostReads);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        }
    }

    static void Record(Snapshot snapshot, RecordedMemory memory)
    {
        // ZGC may be moving the names at this moment; a moment later they can be read.
        JvmState? state = Enumerable.Range(0, 20).Select(_ => Read(snapshot, memory))
            .First(each => each is null || each.Threads.Any(thread => thread.Name == "main"));

        Assert.NotEmpty(state!.Ranges);
        Assert.Contains(state.Ranges, range => range.Part == JvmPart.Metaspace);
    }

    static JvmState? Read(Snapshot snapshot, IMemory memory)
    {
        if (!VmSymbols.Open(snapshot, snapshot.Target.Jvm!.Library, null, memory).Try(out VmSymbols? symbols, out _))
            return null;
        using (symbols)
        {
            VmMemory words = new(memory);
            return VmTables.Read(symbols, words) is { } tables && new Vm(tables, words) is var vm
                ? JvmLook.Read(snapshot, vm, vm, symbols, new LookOptions { JvmFigures = true }, []) : null;
        }
    }

    /// <summary>A library that is only in memory has no .symtab: symbols and metaspace are then read in other ways.</summary>
    static Snapshot WithoutFile(Snapshot snapshot)
    {
        const string gone = "/nowhere/libjvm.so";
        string library = snapshot.Target.Jvm!.Library;
        return snapshot with
        {
            Target = snapshot.Target with { Jvm = snapshot.Target.Jvm with { Library = gone } },
            Mappings = [.. snapshot.Mappings.Select(mapping => mapping.Name == library ? mapping with { Name = gone } : mapping)],
        };
    }
}
