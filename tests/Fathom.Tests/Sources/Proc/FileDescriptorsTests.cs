using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Proc;

public class FileDescriptorsTests
{
    [Fact]
    public void Kinds_are_told_by_the_text_of_the_link()
    {
        OpenFiles files = FileDescriptors.Count(12,
        [
            "/dev/null", "/app/a.jar", "/app/a.jar", "/tmp/b.jar (deleted)", "/app/C.WAR", "socket:[12]", "socket:[13]", "pipe:[14]",
            "anon_inode:[eventpoll]", "anon_inode:[eventfd]", "/tmp/x (deleted)", "",
        ]);
        Assert.Equal(new OpenFiles(12)
        {
            Looked = 12,
            Jars = 4,
            RepeatedJars = 1,
            DeletedJars = 1,
            Sockets = 2,
            Pipes = 1,
            EventPolls = 1,
            EventCounters = 1,
            Deleted = 2,
        }, files);
        Assert.False(files.IsPart);
    }

    [Fact]
    public void Of_very_many_only_the_first_have_a_kind()
    {
        OpenFiles files = FileDescriptors.Count(1_000_000, Enumerable.Repeat("socket:[1]", 20_000));
        Assert.True(files.IsPart);
        Assert.Equal(20_000, files.Sockets);
    }

    [Fact]
    public void No_text_makes_more_of_a_kind_than_was_looked_at()
    {
        string[] pieces = ["/", "a", ".jar", " (deleted)", "socket:[", "pipe:[", "anon_inode:[eventpoll]", "\n", "]", "\0", "é"];
        for (int seed = 0; seed < 2000; seed++)
        {
            Random random = new(seed);
            string[] texts = [.. Enumerable.Range(0, random.Next(20)).Select(_ => string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => pieces[random.Next(pieces.Length)])))];
            OpenFiles files = FileDescriptors.Count(texts.Length, texts);
            Assert.Equal(texts.Length, files.Looked);
            Assert.True(files.Jars + files.Sockets + files.Pipes + files.EventPolls + files.EventCounters <= files.Looked);
            Assert.True(files.RepeatedJars >= 0 && files.DeletedJars <= Math.Min(files.Jars, files.Deleted));
        }
    }

    [Fact]
    public void A_folder_without_descriptors_is_a_gap()
    {
        Result<OpenFiles> files = FileDescriptors.Read(DirectoryFiles.OfFolder("/nonexistent"));
        Assert.False(files.Ok);
        Assert.Equal(Gaps.ProcFileAbsent.Id, files.Gap!.Id);
    }

    [Fact]
    public void Our_own_are_counted()
    {
        using FileStream one = File.OpenRead("/dev/null");
        OpenFiles files = FileDescriptors.Read(DirectoryFiles.OfProcess(Environment.ProcessId)).Value;
        Assert.True(files.Count >= 4 && files.Looked == files.Count);
    }
}
