using Fathom.Evidence;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.HotSpot;

/// <summary>/tmp belongs to everybody in the container.</summary>
public sealed class PerfDataFileTests : IDisposable
{
    readonly TemporaryFolder _root = new();

    static int Us => Environment.IsPrivilegedProcess ? 0 : int.Parse(Outside.Run("id", "-u"), null);

    public PerfDataFileTests() => Directory.CreateDirectory(_root.At("tmp"));

    public void Dispose() => _root.Dispose();

    [Fact]
    public void The_file_is_found_whatever_the_targets_passwd_calls_its_user()
    {
        Put("tmp/hsperfdata_other/17", "another process");
        Put("tmp/hsperfdata_somebody/4242", "Orders");

        Assert.Equal("Orders", Read(Us).Value.Text("sun.rt.javaCommand"));
    }

    [Fact]
    public void Nothing_there_says_why_that_may_be() => Assert.Equal("perf-data-absent", Read(Us).Gap?.Id);

    [Fact]
    public void A_file_of_another_user_is_not_read()
    {
        Put("tmp/hsperfdata_planted/4242", "planted");

        Assert.Equal("perf-data-foreign", Read(Us + 1).Gap?.Id);
    }

    [Fact]
    public void A_folder_that_others_may_write_to_is_not_believed()
    {
        Put("tmp/hsperfdata_us/4242", "planted");
        File.SetUnixFileMode(_root.At("tmp/hsperfdata_us"), (UnixFileMode)0b111_111_111);

        Assert.Equal("perf-data-foreign", Read(Us).Gap?.Id);
    }

    [Fact]
    public void Links_are_not_followed()
    {
        Put("elsewhere/4242", "planted");
        File.CreateSymbolicLink(_root.At("tmp/hsperfdata_link"), _root.At("elsewhere"));
        Assert.Equal("perf-data-foreign", Read(Us).Gap?.Id);

        File.Delete(_root.At("tmp/hsperfdata_link"));
        Put("tmp/hsperfdata_us/1", "");
        File.CreateSymbolicLink(_root.At("tmp/hsperfdata_us/4242"), _root.At("elsewhere/4242"));
        Assert.False(Read(Us).Ok);
    }

    [RequiresFact("mkfifo")]
    public void A_fifo_does_not_hold_us_up()
    {
        Put("tmp/hsperfdata_us/1", "");
        Outside.Run("mkfifo", "-m", "600", _root.At("tmp/hsperfdata_us/4242"));

        Assert.Equal("file-not-regular", Read(Us).Gap?.Id);
    }

    Result<PerfData> Read(int uid)
    {
        using TargetRoot root = TargetRoot.OpenAt(_root.Path).Value;
        return PerfDataFile.Read(root, 4242, uid);
    }

    void Put(string path, string command)
    {
        _root.Write(path, "");
        _root.Write(path, new PerfDataWriter().Text("sun.rt.javaCommand", command, 64).ToArray());
        File.SetUnixFileMode(_root.At(path), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetUnixFileMode(Path.GetDirectoryName(_root.At(path))!, (UnixFileMode)0b111_101_101);
    }
}
