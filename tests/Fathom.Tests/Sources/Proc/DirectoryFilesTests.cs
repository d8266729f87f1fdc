using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Proc;

public sealed class DirectoryFilesTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [Fact]
    public void Accepts_a_file_as_long_as_the_limit()
    {
        _folder.Write("stat", new byte[20000]);

        Assert.Equal(20000, Files().Read("stat", 20000).Value.Length);
        Assert.Equal(20000, Files().Read("stat", 20001).Value.Length);
    }

    [Fact]
    public void Rejects_a_file_longer_than_the_limit()
    {
        _folder.Write("stat", new byte[20001]);

        Assert.Equal(Gaps.ProcFileTooLarge.Id, Files().Read("stat", 20000).Gap?.Id);
        Assert.Equal(Gaps.ProcFileTooLarge.Id, Files().Read("stat", 10).Gap?.Id);
    }

    [Fact]
    public void A_device_in_a_folder_is_not_read()
    {
        File.CreateSymbolicLink(_folder.At("smaps"), "/dev/zero");

        Assert.Equal(Gaps.FileNotRegular.Id, Files().Read("smaps", 1 << 20).Gap?.Id);
    }

    [Fact]
    public void What_is_not_there_is_a_gap_with_the_kernels_word()
    {
        Directory.CreateDirectory(_folder.At("maps"));
        _folder.Write("status", "");

        Assert.Equal("ENOENT", Files().Read("smaps", 100).Gap?.Errno);
        Assert.Equal(Gaps.FileNotRegular.Id, Files().Read("maps", 100).Gap?.Id);
        Assert.Equal("ENOTDIR", Files().Read("status/x", 100).Gap?.Errno);
        Assert.Equal("ENOENT", Files().List("task").Gap?.Errno);
        Assert.Equal("ENOENT", Files().ReadLink("exe").Gap?.Errno);
        Assert.Empty(Files().Read("status", 100).Value);
    }

    public void Dispose() => _folder.Dispose();

    DirectoryFiles Files() => DirectoryFiles.OfFolder(_folder.Path);
}
