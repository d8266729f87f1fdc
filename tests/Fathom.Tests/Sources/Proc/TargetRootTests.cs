using System.Diagnostics;
using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Proc;

/// <summary>A container chooses every name in its file system.</summary>
public sealed class TargetRootTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly TargetRoot _root;

    public TargetRootTests()
    {
        Directory.CreateDirectory(_folder.At("etc"));
        Directory.CreateDirectory(_folder.At("lib"));
        _folder.Write("lib/libreal.so.1", "inside"u8);
        _root = TargetRoot.OpenAt(_folder.Path).Value;
    }

    public void Dispose()
    {
        _root.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_library_behind_a_link_is_opened()
    {
        File.CreateSymbolicLink(_folder.At("lib/libreal.so"), "libreal.so.1");

        Assert.Equal("inside", Content("/lib/libreal.so"));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../../../../../../../etc/passwd")]
    public void A_link_to_etc_passwd_means_the_containers_own(string target)
    {
        File.CreateSymbolicLink(_folder.At("lib/evil.so"), target);
        Assert.Equal("file-unopenable", _root.Open("/lib/evil.so").Gap?.Id);

        _folder.Write("etc/passwd", "inside"u8);

        Assert.Equal("inside", Content("/lib/evil.so"));
    }

    [Fact]
    public void A_path_that_climbs_stays_inside()
    {
        _folder.Write("etc/passwd", "inside"u8);

        Assert.Equal("inside", Content("/../../../etc/passwd"));
    }

    [Fact]
    public void A_link_through_proc_is_not_followed()
    {
        using TargetRoot root = TargetRoot.OpenAt("/").Value;

        Assert.Equal("ELOOP", root.Open("/proc/self/root/etc/passwd").Gap?.Errno);
    }

    [Fact]
    public void A_loop_of_links_ends()
    {
        File.CreateSymbolicLink(_folder.At("lib/a.so"), "b.so");
        File.CreateSymbolicLink(_folder.At("lib/b.so"), "a.so");

        Assert.Equal("ELOOP", _root.Open("/lib/a.so").Gap?.Errno);
    }

    [RequiresFact("mkfifo")]
    public void A_fifo_is_refused_at_once()
    {
        Outside.Run("mkfifo", _folder.At("lib/fifo.so"));
        var watch = Stopwatch.StartNew();

        Gap? gap = _root.Open("/lib/fifo.so").Gap;

        Assert.Equal("file-not-regular", gap?.Id);
        Assert.Contains("a FIFO", gap?.What, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));
    }

    [RequiresFact("mknod", "root")]
    public void A_device_is_refused()
    {
        Outside.Run("mknod", _folder.At("lib/zero.so"), "c", "1", "5");

        Assert.Contains("a character device", _root.Open("/lib/zero.so").Gap?.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_is_refused() =>
        Assert.Contains("a directory", _root.Open("/lib").Gap?.What, StringComparison.Ordinal);

    [Fact]
    public void A_file_of_proc_that_says_no_size_is_not_read()
    {
        using TargetRoot root = TargetRoot.OpenAt("/").Value;

        Assert.Equal("file-size-refused", root.Open("/proc/version").Gap?.Id);
    }

    [Fact]
    public void A_sparse_file_up_to_the_limit_is_opened_and_one_byte_more_is_refused()
    {
        SetLength(Limits.MappedFileBytes);
        using (RegularFile file = _root.Open("/lib/huge.so").Value)
            Assert.Equal(Limits.MappedFileBytes, file.Length.Value);

        SetLength(Limits.MappedFileBytes + 1);
        Assert.Equal("file-size-refused", _root.Open("/lib/huge.so").Gap?.Id);

        void SetLength(long length)
        {
            using FileStream stream = File.OpenWrite(_folder.At("lib/huge.so"));
            stream.SetLength(length);
        }
    }

    [Fact]
    public void What_is_not_there_says_so() => Assert.Equal("ENOENT", _root.Open("/lib/none.so").Gap?.Errno);

    [Fact]
    public void A_process_that_is_gone_has_no_root() => Assert.Equal("ENOENT", TargetRoot.Of(int.MaxValue).Gap?.Errno);

    string Content(string path)
    {
        using RegularFile file = _root.Open(path).Value;
        byte[] bytes = new byte[16];
        return System.Text.Encoding.UTF8.GetString(bytes, 0, file.Read(0, bytes));
    }
}
