using Fathom.Evidence;
using Fathom.Evidence.Container;
using Fathom.Sources.Cgroup;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Cgroup;

/// <summary>A whole container over a made-up root. Version 2 has the documentation's form: no machine at hand has it.</summary>
public sealed class ContainerReaderTests : IDisposable
{
    readonly TemporaryFolder _root = new();

    [Fact]
    public void Version_2_is_read_whole()
    {
        Second("/pod/a");
        Write("/pod/a/memory.peak", "300000000\n");
        Write("/pod/a/memory.high", "400000000\n");
        Write("/pod/a/memory.swap.current", "4096\n");
        Write("/pod/a/memory.swap.max", "max\n");
        Write("/pod/a/memory.events", "low 0\nhigh 0\nmax 5\noom 1\noom_kill 1\n");
        Write("/pod/a/memory.pressure", "some avg10=1.50 avg60=0.00 avg300=0.00 total=1\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");

        ContainerMemory container = Read("/pod/a");

        Assert.Equal(new CgroupUsage(2, "/pod/a", new(536870912), new(200000000), new(30000000)), container.Usage);
        Assert.Equal((new Bytes(300000000), new Bytes(400000000), new Bytes(4096), (Bytes?)null),
            (container.Peak, container.SlowedFrom, container.Swap, container.SwapLimit));
        Assert.Equal(new MemoryEvents { LimitMet = 5, Slowed = 0, OutOfMemory = 1, Kills = 1 }, container.Events);
        Assert.Equal(1.5, container.Pressure?.Some.Over10Seconds);
        Assert.Equal(new Bytes(170000000), container.WorkingSet);
        Assert.Equal(Bytes.FromMiB(100), container.Stat.Anonymous);
    }

    [Fact]
    public void Processes_of_the_cgroups_below_belong_to_it_and_the_largest_comes_first()
    {
        Second("/pod");
        Write("/pod/cgroup.procs", "10\n0\n");
        Write("/pod/a/cgroup.procs", "11\n12\n");
        Write("/pod/a/b/cgroup.procs", "13\n14\n");
        Dictionary<int, string> status = new()
        {
            [10] = Status("sh", 100),
            [11] = Status("java", 5000),
            [12] = "Name:\tdead\nState:\tZ (zombie)\n",
            [13] = Status("ffmpeg", 7000),
        };

        ContainerMemory container = Read("/pod", status, target: 11);

        Assert.Equal([(13, "ffmpeg", false), (11, "java", true), (10, "sh", false)],
            container.Processes.Select(process => (process.Pid, process.Name, process.IsTarget)));
        // 14 has ended, and one is of another pid namespace; a zombie has nothing to count.
        Assert.Equal((2, 3), (container.ProcessesUnread, container.Cgroups));
    }

    [Fact]
    public void Of_very_many_processes_the_target_is_read_and_the_others_are_counted()
    {
        Second("/pod");
        Write("/pod/cgroup.procs", string.Concat(Enumerable.Range(1, Limits.ContainerProcesses + 10).Select(pid => $"{pid}\n")));
        Dictionary<int, string> status = Enumerable.Range(1, Limits.ContainerProcesses + 10).ToDictionary(pid => pid, pid => Status("worker", 1));

        ContainerMemory container = Read("/pod", status, target: Limits.ContainerProcesses + 10);

        Assert.Equal((Limits.ContainerProcesses, 10), (container.Processes.Count, container.ProcessesUnread));
        Assert.Single(container.Processes, process => process.IsTarget);
    }

    [Fact]
    public void Lists_that_are_nonsense_or_endless_are_none()
    {
        Second("/pod");
        Write("/pod/cgroup.procs", "-1\n99999999999\nten\n\n7");
        Write("/pod/a/cgroup.procs", new string('1', Limits.CgroupProcsBytes + 1));

        ContainerMemory container = Read("/pod", new() { [7] = Status("cut", 1) });

        Assert.Equal((0, 0), (container.Processes.Count, container.ProcessesUnread));
    }

    [Fact]
    public void Sizes_that_no_machine_has_are_not_counted()
    {
        Second("/pod");
        Write("/pod/cgroup.procs", "7\n");
        Write("/pod/memory.peak", "9223372036854775000\n");

        ContainerMemory container = Read("/pod", new() { [7] = Status("huge", long.MaxValue / 1024) });

        Assert.Equal((Bytes.Zero, (Bytes?)null), (Assert.Single(container.Processes).Anonymous, container.Peak));
    }

    [Fact]
    public void Saved_files_tell_of_the_one_process_they_are_of()
    {
        FakeFiles files = new FakeFiles().With("memory.current", "200000000\n").With("memory.max", "max\n").With("memory.stat", MemoryTextsTests.Second);
        ProcessStatus status = StatusText.Parse(System.Text.Encoding.ASCII.GetBytes(Status("java", 5000) + "Pid:\t42\n"), "status").Value;

        ContainerMemory container = CgroupFiles.ReadContainer(files, status)!;

        Assert.Equal((42, true, Bytes.FromKiB(5000)),
            (container.Processes[0].Pid, container.Processes[0].IsTarget, container.Processes[0].Anonymous));
        Assert.Null(container.ProcessesUnread);
        Assert.Null(container.ChargedAhead);
        Assert.Null(CgroupFiles.ReadContainer(new FakeFiles(), status));
    }

    public void Dispose() => _root.Dispose();

    ContainerMemory Read(string path, Dictionary<int, string>? status = null, int? target = null)
    {
        _root.Write("proc/self/mountinfo", "30 22 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
        using CgroupAt found = new CgroupReader(_root.Path).Find(new FakeFiles().With("cgroup", $"0::{path}\n")).Value;
        return new ContainerProcesses(found, pid => Files(status, pid), target).AddTo(ContainerReader.Read(found)!);
    }

    static FakeFiles Files(Dictionary<int, string>? status, int pid) =>
        status is not null && status.TryGetValue(pid, out string? text) ? new FakeFiles().With("status", text) : new FakeFiles();

    static string Status(string name, long anonymous) =>
        $"Name:\t{name}\nPPid:\t1\nVmRSS:\t{anonymous} kB\nRssAnon:\t{anonymous} kB\nRssFile:\t8 kB\nRssShmem:\t0 kB\nThreads:\t3\n";

    void Second(string path)
    {
        Write(path + "/memory.current", "200000000\n");
        Write(path + "/memory.max", "536870912\n");
        Write(path + "/memory.stat", MemoryTextsTests.Second);
    }

    void Write(string path, string text) => _root.Write("sys/fs/cgroup" + path, text);
}
