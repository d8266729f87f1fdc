using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.Crashes;

namespace Fathom.Tests.Sources.Formats.Crashes;

public sealed class CrashTextTests
{
    public static TheoryData<string> Signals() => [.. SavedTexts.Below("crashes").Where(name => name.EndsWith("-signal", StringComparison.Ordinal))];

    public static TheoryData<string> NoMemory() => [.. SavedTexts.Below("crashes").Where(name => name.EndsWith("-no-memory", StringComparison.Ordinal))];

    static int Jdk(string name) => int.Parse(name.Split('/')[1].Split('-')[0], System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [MemberData(nameof(Signals))]
    public void A_signal_leaves_all_that_VM_info_has(string name)
    {
        Parsed<CrashReport> parsed = CrashText.Parse(SavedTexts.Read(name), name);
        CrashReport crash = parsed.Value;

        Assert.Empty(parsed.Gaps);
        Assert.Equal(CrashCause.Signal, crash.Cause);
        Assert.StartsWith("SIGSEGV (0xb)", crash.Reason, StringComparison.Ordinal);
        Assert.Contains(Jdk(name) == 11 ? "libpthread.so" : "libc.so.6", crash.Frame, StringComparison.Ordinal);
        Assert.NotNull(crash.Pid);
        Assert.Contains("-Xmx32m", crash.CommandLine, StringComparison.Ordinal);
        Assert.InRange(crash.Elapsed!.Value.TotalSeconds, 0.05, 60);
        Assert.Contains("2026", crash.Time, StringComparison.Ordinal);
        Assert.Contains(crash.Info.Libraries!.Mappings, mapping => mapping.Name.EndsWith("/libjvm.so", StringComparison.Ordinal));
        Assert.True(crash.Info.HeapInfo!.Spaces.Count > 3);
        Assert.All(crash.Info.Nmt!.Checks, check => Assert.True(check.Balances, check.ToString()));
        Assert.NotNull(crash.Machine!.Available);
        Assert.True(crash.Machine.Lines.Count > 40);
        if (Jdk(name) > 8)
        {
            Assert.Contains(crash.Flags!.Flags, flag => flag is { Name: "MaxHeapSize", Value: "33554432" });
            Assert.True(crash.Process.Resident > Bytes.FromMiB(20));
            Assert.Equal(crash.Process.Resident, crash.Process.Anonymous + crash.Process.File + crash.Process.Shared);
            Assert.True(crash.Process.MallocInUse > Bytes.FromMiB(11));
        }
    }

    [Theory]
    [MemberData(nameof(NoMemory))]
    public void What_the_system_refused_is_told(string name)
    {
        Parsed<CrashReport> parsed = CrashText.Parse(SavedTexts.Read(name), name);
        CrashReport crash = parsed.Value;

        Assert.Equal((CrashCause.NoMemory, new Bytes(176128), false), (crash.Cause, crash.Refused, crash.ByMalloc));
        Assert.Contains("failed to map 176128 bytes", crash.Reason, StringComparison.Ordinal);
        Assert.StartsWith("os_linux.cpp:", crash.Place, StringComparison.Ordinal);
        CrashedThread thread = Assert.Single(crash.Threads);
        Assert.InRange(thread.Stack!.Value.Length.Value, 1 << 20, 9 << 20);
        Assert.NotNull(crash.Info.Libraries);
    }

    [Fact]
    public void Malloc_refused_is_told_from_mmap()
    {
        CrashReport crash = CrashText.Parse("""
            #
            # There is insufficient memory for the Java Runtime Environment to continue.
            # Native memory allocation (malloc) failed to allocate 1048592 bytes for Chunk::new
            #
            #  Out of Memory Error (allocation.cpp:390), pid=4242, tid=0x00007f3dd0b5c700
            #
            """u8, "f").Value;

        Assert.Equal((CrashCause.NoMemory, new Bytes(1048592), true, "allocation.cpp:390", 4242), (crash.Cause, crash.Refused, crash.ByMalloc, crash.Place, crash.Pid));
    }

    [Fact]
    public void The_cgroup_that_HotSpot_saw_is_kept()
    {
        CrashReport crash = CrashText.Parse(SavedTexts.Read("crashes/8-signal"), "f").Value;

        Assert.Contains(crash.Container, each => each.Name == "memory_usage_in_bytes" && each.Size > Bytes.FromMiB(1));
        Assert.DoesNotContain(crash.Container, each => each.Name == "memory_limit_in_bytes");
    }

    [Fact]
    public void Threads_have_their_stacks()
    {
        CrashReport crash = CrashText.Parse("""
            #  SIGSEGV (0xb) at pc=0x00007f3dd0b5c700, pid=1, tid=2
            Java Threads: ( => current thread )
            =>0x00007f66b0026a40 JavaThread "main" [_thread_in_native, id=2, stack(0x00007f66b6a00000,0x00007f66b6b00000) (1024K)]
              0x00007f66b0126a40 JavaThread "a \"b\", id=7" daemon [_thread_blocked, id=17, stack(0x00007f6690a00000,0x00007f6690b00000)]
            Other Threads:
              0x00007f66b0107fd0 VMThread "VM Thread" [id=9, stack(0x00007f66a0a00000,0x00007f66a0b00000) (1024K)]
            """u8, "f").Value;

        Assert.Equal([("main", 2), ("a \\\"b\\\", id=7", 17)], crash.Threads.Take(2).Select(thread => (thread.Name, thread.Id)));
        Assert.All(crash.Threads, thread => Assert.Equal(1 << 20, thread.Stack!.Value.Length.Value));
    }
}
