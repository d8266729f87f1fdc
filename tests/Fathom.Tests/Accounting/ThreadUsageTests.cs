using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;
using Fathom.Tests.Accounting.Profiles;

namespace Fathom.Tests.Accounting;

public sealed class ThreadUsageTests
{
    [Theory]
    [InlineData(2, 4, 12)]
    [InlineData(2, 6, 20)]
    [InlineData(4, 6, 8)]
    public void Without_pages_a_stack_has_what_was_counted_of_its_mappings(int first, int end, int kib) =>
        Assert.Equal(Bytes.FromKiB(kib), Of(Made.Range(first, end)));

    [Theory]
    [InlineData(3, 4)]
    [InlineData(2, 5)]
    [InlineData(8, 9)]
    public void A_part_of_a_mapping_and_no_mapping_have_no_figure(int first, int end) => Assert.Null(Of(Made.Range(first, end)));

    [Fact]
    public void With_a_trace_threads_stand_by_what_lives_and_those_that_are_gone_are_added_up()
    {
        Snapshot snapshot = Made.Snapshot(new Random(1), withPages: false) with { Threads = [new ThreadStack(1, "idle", null), new ThreadStack(2, "worker", null)] };
        TracedBlocks trace = new(MadeProfile.Of(), [Block(2, 700), Block(2, 300), Block(9, 50)],
            new Dictionary<int, Bytes> { [2] = new Bytes(5000), [9] = new Bytes(60), [8] = new Bytes(4) }, new TraceFigures(TimeSpan.FromSeconds(1), TimeSpan.Zero, new Bytes(512)));

        IReadOnlyList<ThreadUsage> threads = ThreadUsage.Of(snapshot, trace);

        Assert.Equal([("worker", 5000L, 1000L), ("idle", 0L, 0L)], threads.Select(thread => (thread.Thread.Name, thread.Native!.Value.Made.Value, thread.Native.Value.Lives.Value)));
        Assert.Equal((new Bytes(64), new Bytes(50)), ThreadUsage.Ended(threads, trace));
    }

    static TracedBlock Block(int thread, double bytes) => new(new Address(0x1000), bytes, 1, 0, thread);

    static Bytes? Of(AddressRange stack)
    {
        Snapshot snapshot = Made.Snapshot(new Random(1), withPages: false) with
        {
            Mappings = [Mapping(0, 2), Mapping(2, 4), Mapping(4, 6)],
            Usage = [Usage(4), Usage(12), Usage(8)],
            Threads = [new ThreadStack(1, "worker", stack)],
        };
        return Assert.Single(ThreadUsage.Of(snapshot)).Resident;
    }

    static Mapping Mapping(int first, int end) => new(Made.Range(first, end), Access.Read | Access.Write, 0, default, 0, "", false);

    static MappingUsage Usage(int kib) => new() { Rss = Bytes.FromKiB(kib) };
}
