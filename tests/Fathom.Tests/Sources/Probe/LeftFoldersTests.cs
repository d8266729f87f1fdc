using System.Diagnostics;
using Fathom.Sources.Probe;

namespace Fathom.Tests.Sources.Probe;

/// <summary>Folders of runs that could not remove theirs: the next run does, once nobody can need them.</summary>
public class LeftFoldersTests
{
    // No process has such a number (proc_sys_kernel(5), pid_max).
    const int Nobody = 99999999;

    static readonly string Name = $".fathom-run-99999999-{ProbeFolder.PidSpace}-{Random.Shared.NextInt64():x}";

    [RequiresFact("gcc", "root")]
    public void One_that_nobody_needs_goes_with_the_next_run()
    {
        using TemporaryFolder folder = new();
        string left = Leave(folder, Name);

        ProbeFolder next = ProbeFolder.Make(folder.Path, null).Value;

        Assert.False(Directory.Exists(left));
        Assert.True(next.Remove());
    }

    [RequiresFact("root")]
    public void One_that_somebody_may_need_stays()
    {
        using TemporaryFolder folder = new();
        string left = Leave(folder, Name);
        using Process heir = Heir(left);
        try
        {
            LeftFolders.Remove(folder.Path);
            Assert.True(File.Exists(left + "/probe.so"));
        }
        finally
        {
            heir.Kill();
            heir.WaitForExit();
        }
        LeftFolders.Remove(folder.Path);
        Assert.False(Directory.Exists(left));
    }

    /// <summary>Its parent is in the first list, and has ended before it was looked at; or neither is in it.</summary>
    [RequiresTheory("root")]
    [InlineData(true)]
    [InlineData(false)]
    public void One_that_somebody_needs_who_came_meanwhile_stays(bool hasParent)
    {
        using TemporaryFolder folder = new();
        string left = Leave(folder, Name), other = Leave(folder, Name + "b");
        Process? heir = null;
        int lists = 0;
        IEnumerable<int> Pids()
        {
            lists++;
            int[] now = heir is null && hasParent ? [.. ProgramProcesses.Pids(), Nobody] : [.. ProgramProcesses.Pids()];
            heir ??= Heir(left);
            return now;
        }
        try
        {
            LeftFolders.Remove(folder.Path, Pids);
            Assert.True(File.Exists(left + "/probe.so"));
            Assert.False(Directory.Exists(other));
            Assert.True(lists >= 2);
        }
        finally
        {
            heir!.Kill();
            heir.WaitForExit();
        }
    }

    [Fact]
    public void Where_new_ones_end_without_end_nothing_goes()
    {
        using TemporaryFolder folder = new();
        string left = Leave(folder, Name);
        int number = Nobody;

        LeftFolders.Remove(folder.Path, () => [.. ProgramProcesses.Pids(), number++]);

        Assert.True(Directory.Exists(left));
    }

    [Fact]
    public void One_without_an_environment_is_told_nothing_and_one_that_is_gone_neither()
    {
        ProcessStartInfo bare = new("/bin/sleep", ["600"]);
        bare.Environment.Clear();
        using Process living = Process.Start(bare)!;
        FolderUsers users = new(Name);
        try
        {
            Assert.True(SpinWait.SpinUntil(() => users.IsTold(living.Id) is false, TimeSpan.FromSeconds(60)));
            Assert.False(users.HasProbe(living.Id));
        }
        finally
        {
            living.Kill();
            living.WaitForExit();
        }
        Assert.False(users.IsTold(living.Id));
    }

    [Fact]
    public void Where_there_is_none_nobody_is_asked()
    {
        using TemporaryFolder folder = new();

        LeftFolders.Remove(folder.Path, () => throw new InvalidOperationException());
    }

    [Fact]
    public void One_whose_fathom_lives_stays()
    {
        using TemporaryFolder folder = new();
        string own = Leave(folder, $".fathom-run-{Environment.ProcessId}-{ProbeFolder.PidSpace}-1a2b"), elsewhere = Leave(folder, Name);
        File.Delete(elsewhere + "/meet");
        using Meeting meeting = Meeting.At(elsewhere + "/meet").Value;
        Age(elsewhere);

        LeftFolders.Remove(folder.Path);

        Assert.True(Directory.Exists(own));
        Assert.True(Directory.Exists(elsewhere));
    }

    [Fact]
    public void One_of_a_long_path_stays_as_well()
    {
        using TemporaryFolder folder = new();
        string deep = new('d', 120), left = Leave(folder, deep + "/" + Name);
        File.Delete(left + "/meet");
        using Meeting meeting = Meeting.At(left + "/meet").Value;
        Age(left);

        LeftFolders.Remove(folder.At(deep));

        Assert.True(Directory.Exists(left));
    }

    [Fact]
    public void One_of_another_space_of_pids_stays()
    {
        using TemporaryFolder folder = new();
        string left = Leave(folder, ".fathom-run-99999999-1-1a2b"), before = Leave(folder, ".fathom-run-99999999-1a2b");

        LeftFolders.Remove(folder.Path);

        Assert.True(Directory.Exists(left));
        Assert.True(Directory.Exists(before));
    }

    [RequiresFact("root")]
    public void What_fathom_has_not_put_there_stays()
    {
        using TemporaryFolder folder = new();
        string left = Leave(folder, Name), precious = folder.Write(Name + "/precious", "");
        Age(left);
        string elsewhere = Leave(folder, "elsewhere");
        Directory.CreateSymbolicLink(folder.At($".fathom-run-99999999-{ProbeFolder.PidSpace}-3c4d"), elsewhere);

        LeftFolders.Remove(folder.Path);

        Assert.True(File.Exists(precious));
        Assert.True(File.Exists(elsewhere + "/probe.so"));
    }

    static Process Heir(string left)
    {
        ProcessStartInfo told = new("/bin/sleep", ["600"]);
        told.Environment["JAVA_TOOL_OPTIONS"] = $"-agentpath:{left}/probe.so=open,meet,start";
        Process heir = Process.Start(told)!;
        Assert.True(SpinWait.SpinUntil(() => File.ReadAllText($"/proc/{heir.Id}/environ").Contains(Name, StringComparison.Ordinal), TimeSpan.FromSeconds(60)));
        return heir;
    }

    static string Leave(TemporaryFolder folder, string name)
    {
        folder.Write(name + "/probe.so", "");
        folder.Write(name + "/meet", "");
        File.CreateSymbolicLink(folder.At(name + "/preload.so"), "probe.so");
        Age(folder.At(name));
        return folder.At(name);
    }

    static void Age(string folder) => Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow.AddMinutes(-10));
}
