using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Tests.Sources.Formats.HotSpot;

public sealed class ThreadDumpTextTests
{
    public static TheoryData<string, string> Dumps() => SavedAnswers.Named("threads");

    static ThreadDump Read(string jdk, string command) => ThreadDumpText.Parse(SavedAnswers.Read(jdk, command), command).Value;

    [Theory]
    [MemberData(nameof(Dumps))]
    public void All_threads_are_there_and_different(string jdk, string command)
    {
        ThreadDump dump = Read(jdk, command);

        Assert.Equal(dump.Threads.Count, dump.Threads.DistinctBy(thread => thread.NativeId).Count());
        Assert.Equal(dump.Threads.Count, dump.Threads.DistinctBy(thread => thread.Thread).Count());
        Assert.Equal(5, dump.Threads.Count(thread => thread is { IsDaemon: true, Number: > 0, State: "TIMED_WAITING (sleeping)" }
            && thread.Name.StartsWith("worker-", StringComparison.Ordinal)));
        Assert.Contains(dump.Threads, thread => thread is { Name: "VM Thread", Number: null });
        Assert.NotNull(dump.GlobalReferences);
        Assert.Equal(19, dump.TakenAt!.Length);
        Assert.StartsWith("OpenJDK 64-Bit Server VM (", dump.Vm, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Dumps))]
    public void The_list_of_Java_threads_is_that_of_the_numbered_ones(string jdk, string command)
    {
        ThreadDump dump = Read(jdk, command);

        if (jdk == "8")
            Assert.Empty(dump.JavaThreads);
        else
            Assert.Equal(dump.JavaThreads.Order(), dump.Threads.Where(t => t.Number is not null).Select(t => t.Thread!.Value).Order());
    }

    [Theory]
    [MemberData(nameof(Dumps))]
    public void A_deeper_worker_has_more_frames(string jdk, string command)
    {
        ThreadDump dump = Read(jdk, command);

        int Recursions(int worker) => dump.Threads.Single(thread => thread.Name == $"worker-{worker}").Frames
            .Count(frame => frame.StartsWith("at Small.recurse(", StringComparison.Ordinal));
        Assert.Equal([1, 5, 9, 13, 17], Enumerable.Range(0, 5).Select(Recursions));
    }

    [Fact]
    public void Native_ids_are_hexadecimal_up_to_17_and_decimal_after()
    {
        Parsed<ThreadDump> old = ThreadDumpText.Parse(("\"a \"b\" c\" #13 daemon prio=5 os_prio=0 cpu=0.06ms elapsed=30.17s "u8
            + "tid=0x00007fa66c0c0d30 nid=0x365c waiting on condition  [0x00007fa66bffe000]\n"u8), "f");
        Parsed<ThreadDump> late = ThreadDumpText.Parse(("\"x\" #22 [13774] daemon prio=5 os_prio=0 cpu=1,50ms elapsed=30.17s "u8
            + "tid=0x00007fa66c0c0d30 nid=13774 runnable  [0x0000000000000000]\n"u8), "f");

        DumpedThread first = Assert.Single(old.Value.Threads);
        Assert.Equal(("a \"b\" c", 0x365c, 13, "waiting on condition"), (first.Name, first.NativeId, first.Number, first.Doing));
        Assert.Equal(new Address(0x7fa66bffe000), first.StackPointer);
        Assert.Equal(TimeSpan.FromSeconds(30.17), first.Elapsed);
        DumpedThread second = Assert.Single(late.Value.Threads);
        Assert.Equal((13774, "runnable", null), (second.NativeId, second.Doing, second.StackPointer));
        Assert.Equal(TimeSpan.FromMilliseconds(1.5), second.Cpu);
    }

    [Fact]
    public void A_thread_cut_before_its_native_id_is_a_gap()
    {
        Parsed<ThreadDump> parsed = ThreadDumpText.Parse("\"worker\" #13 daemon prio=5 os_pr"u8, "f");

        Assert.Equal(Gaps.LineNotUnderstood.Id, Assert.Single(parsed.Gaps).Id);
        Assert.Equal("worker", Assert.Single(parsed.Value.Threads).Name);
    }
}
