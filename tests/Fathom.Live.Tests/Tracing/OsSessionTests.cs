using System.Diagnostics;
using System.Globalization;
using Fathom.Accounting.Tracing;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;
using Fathom.Live.Tests.Cli;
using Fathom.Live.Tests.Probe;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Kernel;
using Fathom.Sources.Proc;
using Fathom.Tests;

namespace Fathom.Live.Tests.Tracing;

/// <summary>Targets/oscalls.c and JVMs, followed by events; the truth is the program's own, the kernel's list of mappings, and strace.</summary>
public class OsSessionTests
{
    const long MiB = 1 << 20;

    [KernelFact]
    public void What_is_mapped_more_is_what_the_kernel_lists_more()
    {
        using CTarget target = new("oscalls");
        long before = Usable(target.Pid);

        OsTrace trace = Trace(target.Pid, target.GoOn);

        Assert.Equal(Usable(target.Pid) - before, trace.Rows.Where(row => row.Kind != OsMemory.File).Sum(row => row.Net.Value));
        Assert.Equal((0, 0, 0), (trace.Lost, trace.Unread, trace.Missed));
        OsSummary summary = OsSummary.Of(trace);
        Assert.Equal(8 * MiB, ThreadOf(summary, "mapper").Net.Value);
        Assert.Equal(11 * MiB, ThreadOf(summary, "mapper").Mapped.Value);
        // Two of its own, three of the mapper's.
        Assert.Equal(5 * MiB, ThreadOf(summary, "oscalls").Released.Value);
        OsUse keeps = summary.Uses.Single(use => use.Native == "keep_blocks of oscalls");
        Assert.Equal((OsPurpose.Other, 10 * MiB, 2 * MiB), (keeps.Purpose, keeps.Amounts.Net.Value, keeps.Amounts.Advised.Value));
        OsUse block = summary.Uses.Single(use => use.Purpose == OsPurpose.Block);
        Assert.Equal(("ask_malloc of oscalls", 10 * MiB + 4096), (block.Native, block.Amounts.Net.Value));
        Assert.Equal("ask_malloc of oscalls", summary.Uses.Single(use => use.Purpose == OsPurpose.MainArena).Native);
        Assert.InRange(summary.Purposes[OsPurpose.MainArena].Net.Value, 3 * MiB - 200_000, 3 * MiB + 200_000);
    }

    /// <summary>The new program's break lies elsewhere: held against the old one's it would be a gain of gigabytes.</summary>
    [KernelFact]
    public void Another_program_in_the_same_process_is_another()
    {
        using CTarget target = new("execs");

        using OsSession session = Begun(OsSession.Begin(JvmProcess.Of(target.Pid).Value));
        target.GoOn();
        session.Stop();
        OsTrace trace = session.Read(new Dictionary<int, string>());

        Assert.NotNull(session.ReplacedAfter);
        Assert.Null(trace.ResidentAfter);
        OsUse use = Assert.Single(OsSummary.Of(trace).Uses, use => use.Amounts.Net != Bytes.Zero);
        Assert.Equal(("map_before of execs", 3 * MiB), (use.Native, use.Amounts.Net.Value));
    }

    [KernelFact]
    public void Arenas_grow_page_by_page_in_the_threads_that_ask()
    {
        using CTarget target = new("oscalls");

        OsSummary summary = OsSummary.Of(Trace(target.Pid, target.GoOn));

        OsUse arenas = summary.Uses.Single(use => use is { Purpose: OsPurpose.Arena, Native: "grows of oscalls" });
        Assert.Equal("grower-*", arenas.Threads);
        Assert.Equal(3, summary.Purposes[OsPurpose.Arena].ArenaHeaps);
        for (int i = 0; i < 3; i++)
            Assert.InRange(ThreadOf(summary, string.Create(CultureInfo.InvariantCulture, $"grower-{i}")).Net.Value, 5 * MiB, 5 * MiB + 300_000);
    }

    /// <summary>strace sees the calls of the same run, each by a stop of its own.</summary>
    [KernelFact]
    public void As_many_calls_are_seen_as_strace_sees()
    {
        using CTarget target = CTarget.OfAnother("oscalls");
        using TemporaryFolder folder = new();
        string log = folder.At("strace");
        using Process strace = Process.Start(new ProcessStartInfo("env",
            ["--default-signal=INT", "strace", "-f", "-qq", "-e", "trace=mmap,munmap,mremap,mprotect,brk,madvise", "-o", log, "-p", target.Pid.ToString(CultureInfo.InvariantCulture)]))!;
        Assert.True(SpinWait.SpinUntil(() => !File.ReadAllText($"/proc/{target.Pid}/status").Contains("TracerPid:\t0", StringComparison.Ordinal), TimeSpan.FromSeconds(30)));

        OsTrace trace = Trace(target.Pid, target.GoOn);
        Outside.Run("kill", "-INT", strace.Id.ToString(CultureInfo.InvariantCulture));
        strace.WaitForExit();

        string[] lines = File.ReadAllLines(log);
        Assert.NotEmpty(trace.Calls);
        Assert.All(trace.Calls, call => Assert.Equal((call.Name, lines.Count(line => line.Contains(' ' + call.Name + "(", StringComparison.Ordinal))), (call.Name, (int)call.Count)));
    }

    [KernelTheory(17, 25)]
    [InlineData(17)]
    [InlineData(25)]
    public void A_JVM_that_takes_large_blocks(int feature)
    {
        const int count = 301, size = 1_048_577;
        using LeakingJvm jvm = LeakingJvm.Start(feature);

        OsTrace trace = Trace(jvm.Id, () =>
        {
            jvm.Tell($"keep {count} {size}");
            jvm.Tell("free");
            jvm.Tell($"keep {count} {size}");
        });

        // The first that is freed raises malloc's own limit (malloc.c, M_MMAP_THRESHOLD): what follows is cut from an arena.
        OsSummary summary = OsSummary.Of(trace);
        Assert.Equal((0, 0, 0), (trace.Lost, trace.Unread, trace.Missed));
        Assert.InRange(summary.Purposes[OsPurpose.Arena].Net.Value + summary.Purposes[OsPurpose.Block].Net.Value, (long)count * size - MiB, (long)count * (size + 8192) + 64 * MiB);
        Assert.Equal((OsPurpose.Arena, "order-import-wo"), (summary.Uses[0].Purpose, summary.Uses[0].Threads));
        Assert.EndsWith(" of libjvm.so", summary.Uses[0].Native, StringComparison.Ordinal);
        OsUse first = summary.Uses.Single(use => use.Purpose == OsPurpose.Block && use.Amounts.Mapped.Value > 0);
        Assert.Equal((count, first.Amounts.Mapped), (first.Amounts.Calls, first.Amounts.Unmapped));
        Assert.Equal(count * ((size + 16L + 4095) / 4096 * 4096), first.Amounts.Mapped.Value);
        Assert.True(jvm.IsAlive);
    }

    [KernelFact]
    public void Pages_are_told_by_who_touches_them_first()
    {
        using CTarget target = new("oscalls");
        using TouchSession session = Begun(TouchSession.Begin(JvmProcess.Of(target.Pid).Value));
        target.GoOn();
        session.Stop();

        TouchTrace trace = session.Read(new Dictionary<int, string>());

        // 5 and 2 MiB in blocks, 5 moved ones, 10 and 3 of malloc's, and 5 in each of three threads.
        const long pages = (12 + 13 + 15) * MiB / 4096;
        Assert.InRange(trace.Faults, pages, pages + 400);
        Assert.Equal(0, trace.Lost);
        TouchSummary summary = TouchSummary.Of(trace);
        AssertNear(12 * MiB / 4096, summary.Callers, "keep_blocks of oscalls");
        AssertNear(13 * MiB / 4096, summary.Callers, "ask_malloc of oscalls");
        AssertNear(15 * MiB / 4096, summary.Callers, "grows of oscalls");
        AssertNear(5 * MiB / 4096, summary.Threads, "grower-1");
        Assert.InRange(trace.Unsampled, 0, 31 * 5 * Processors.Online().Length);
    }

    /// <summary>The process's own count of faults goes on, and what the new program touches lies where the old one had other things.</summary>
    [KernelFact]
    public void What_another_program_touches_in_the_same_process_does_not_count()
    {
        using CTarget target = new("execs");
        using TouchSession session = Begun(TouchSession.Begin(JvmProcess.Of(target.Pid).Value));
        target.GoOn();
        session.Stop();

        TouchTrace trace = session.Read(new Dictionary<int, string>());

        Assert.NotNull(session.ReplacedAfter);
        Assert.Null(trace.ResidentAfter);
        AssertNear(3 * MiB / 4096, TouchSummary.Of(trace).Callers, "map_before of execs");
        // It touches fifteen MiB more.
        Assert.InRange(trace.Faults, 0, 6 * MiB / 4096);
    }

    /// <summary>Threads that are found while their parents are followed already: each page counts once, as the program itself counts them.</summary>
    [KernelFact]
    public void Faults_of_threads_that_begin_each_other_count_once()
    {
        // One of each chain may be touched and not counted yet. A thread touches some pages of its own: its stack, the kernel's robust list, its name's.
        const int chains = 4, ofThread = 20, ofProcess = 400;
        using CTarget target = new("chained");
        (long touched, long threads) before = Done(target);
        using TouchSession session = Begun(TouchSession.Begin(JvmProcess.Of(target.Pid).Value));
        (long touched, long threads) begun = Done(target), ended = begun;
        Assert.True(SpinWait.SpinUntil(() => { session.Renew(); return (ended = Done(target)).touched >= begun.touched + 200_000; }, TimeSpan.FromMinutes(1)));
        session.Stop();
        (long touched, long threads) after = Done(target);

        Assert.InRange(session.Read(new Dictionary<int, string>()).Faults,
            ended.touched - begun.touched - chains, after.touched - before.touched + chains + ((after.threads - before.threads + chains) * ofThread) + ofProcess);
    }

    [KernelFact]
    public void The_verb_says_it_of_any_process()
    {
        using CTarget target = new("oscalls");
        string pid = target.Pid.ToString(CultureInfo.InvariantCulture);

        Answer os = Answer.Of("trace", pid, "--os", "--for", "200ms", "--json"), touch = Answer.Of("trace", pid, "--touch", "--for", "200ms", "--json");

        os.Ends(0, "nothing");
        Assert.Equal("os", os.Json.GetProperty("trace").GetProperty("mode").GetString());
        touch.Ends(0, "nothing");
        Assert.Equal("touch", touch.Json.GetProperty("trace").GetProperty("mode").GetString());
    }

    /// <summary>A row counts whole samples: one on each processor may be under way.</summary>
    static void AssertNear(long truth, IReadOnlyList<TouchRow> rows, string name) =>
        Assert.InRange((long)rows.Single(row => row.Name == name).Faults, truth - 31 * 3 * Processors.Online().Length - truth / 20, truth + 31 * 3 * Processors.Online().Length + truth / 20);

    static OsTrace Trace(int pid, Action act)
    {
        using OsSession session = Begun(OsSession.Begin(JvmProcess.Of(pid).Value));
        act();
        session.Stop();
        return session.Read(new Dictionary<int, string>());
    }

    /// <summary>Pages that it has touched, threads that it has begun.</summary>
    static (long Touched, long Threads) Done(CTarget target)
    {
        Span<byte> words = stackalloc byte[2 * sizeof(long)];
        using FileStream memory = new($"/proc/{target.Pid}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
        memory.Seek((long)target.One("done").Start.Value, SeekOrigin.Begin);
        memory.ReadExactly(words);
        return (BitConverter.ToInt64(words), BitConverter.ToInt64(words[sizeof(long)..]));
    }

    static T Begun<T>(Result<T> session)
        where T : class
    {
        Assert.True(session.Ok, session.Gap?.ToString());
        return session.Value;
    }

    static OsAmounts ThreadOf(OsSummary summary, string name) => summary.Threads.Single(thread => thread.Name == name).Amounts;

    /// <summary>What has no file and can be read or written.</summary>
    static long Usable(int pid) => MapsText.Parse(File.ReadAllBytes($"/proc/{pid}/maps"), "maps").Value
        .Where(mapping => mapping.IsAnonymous && !mapping.IsKernelData && (mapping.Access & (Access.Read | Access.Write | Access.Execute)) != 0)
        .Sum(mapping => mapping.Range.Length.Value);
}
