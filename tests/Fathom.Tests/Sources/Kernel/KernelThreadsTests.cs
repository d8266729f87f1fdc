using System.Text;
using Fathom.Evidence.Tracing;
using Fathom.Sources.Kernel;

namespace Fathom.Tests.Sources.Kernel;

/// <summary>Which thread a sample is of, when the kernel gives a number anew; what is told of threads comes in any order.</summary>
public class KernelThreadsTests
{
    readonly KernelThreads _threads = new();

    [Fact]
    public void A_number_that_another_thread_has_got()
    {
        _threads.Found(7, "main", 10);
        _threads.Found(8, "old", 10);
        Fork(8, 7, 50);
        Comm(8, "new", 60);
        _threads.Settle(100);

        Assert.Equal(["old", "old", "new", "new"], NamesAt(8, 20, 49, 50, 70));
        Assert.Equal(8, ThreadNumber.Tid(_threads.NumberOf(8, 70)));
    }

    [Fact]
    public void What_is_told_late_is_put_in_its_place()
    {
        _threads.Found(7, "main", 10);
        Comm(8, "b", 60);
        Fork(8, 7, 50);
        Comm(8, "a", 30);
        Fork(8, 7, 20);
        Comm(8, "c", 101);
        _threads.Settle(100);

        Assert.Equal(["a", "b"], NamesAt(8, 40, 70));
        _threads.Settle(200);
        Assert.Equal(["a", "c"], NamesAt(8, 40, 70));
    }

    [Fact]
    public void A_thread_without_a_name_has_its_parents()
    {
        _threads.Found(7, "main", 10);
        Comm(7, "other", 30);
        Fork(8, 7, 20);
        Fork(9, 7, 40);
        _threads.Settle(100);

        Assert.Equal(["main"], NamesAt(8, 50));
        Assert.Equal(["other"], NamesAt(9, 50));
    }

    [Fact]
    public void Javas_names_are_of_those_that_have_the_number_now()
    {
        _threads.Found(8, "old", 10);
        Fork(8, 8, 50);
        Comm(8, "new", 60);
        _threads.Settle(100);
        Dictionary<int, string> java = new() { [8] = "another one" };

        Dictionary<int, string> names = _threads.Names(java, _ => false), since = _threads.Names(java, _ => true);

        Assert.Equal(("old", "another one"), (names[_threads.NumberOf(8, 20)], names[_threads.NumberOf(8, 70)]));
        Assert.Equal("new", since[_threads.NumberOf(8, 70)]);
    }

    [Fact]
    public void A_thread_is_followed_by_one_event_on_each_processor()
    {
        Assert.True(_threads.IsFirst(8, 7, 0, 7));
        Assert.False(_threads.IsFirst(8, 7, 0, 8));
        Assert.True(_threads.IsFirst(8, 7, 1, 8));
        Assert.True(_threads.IsFirst(8, 7, 0, 7));
    }

    [Fact]
    public void Threads_without_a_number_of_their_own_are_followed_each()
    {
        Assert.True(_threads.IsFirst(ThreadNumber.Unknown, 8, 0, 7));
        Assert.True(_threads.IsFirst(ThreadNumber.Unknown, 9, 0, 8));
        Assert.False(_threads.IsFirst(ThreadNumber.Unknown, 9, 0, 7));
    }

    /// <summary>Only a number that was given again since has none; whoever lived before keeps its name.</summary>
    [Fact]
    public void After_so_many_threads_those_that_live_keep_their_names()
    {
        const int first = 1000;
        _threads.Found(7, "main", 10);
        _threads.Found(8, "old", 10);
        for (int i = 0; i < KernelThreads.MostLives - 2; i++)
            Fork(first + i, 7, 20);
        Fork(8, 7, 50);
        Comm(8, "new", 60);
        Comm(9, "unseen", 60);
        _threads.Settle(100);

        Assert.Equal(["main", "main"], NamesAt(7, 20, 70));
        Assert.Equal(["old", "old"], NamesAt(8, 20, 49));
        Assert.Equal((ThreadNumber.Unknown, 9, ThreadNumber.Unknown), (_threads.NumberOf(8, 50), _threads.NumberOf(9, 40), _threads.NumberOf(9, 60)));
        Assert.Equal(2, _threads.Nameless);
        Assert.Equal("main", _threads.Names(new Dictionary<int, string> { [7] = "main", [8] = "new of Java" }, _ => false)[7]);
    }

    [Fact]
    public void A_number_that_was_given_too_often_has_no_name_at_last()
    {
        const int lives = 600;
        _threads.Found(7, "main", 10);
        for (int i = 1; i <= lives; i++)
        {
            Fork(8, 7, (ulong)i * 100);
            Comm(8, "life " + i, (ulong)i * 100 + 1);
        }
        _threads.Settle(ulong.MaxValue);

        Assert.Equal(["life 1", "life 500"], NamesAt(8, 150, 50_050));
        Assert.Equal(ThreadNumber.Unknown, _threads.NumberOf(8, 59_950));
        Assert.DoesNotContain(ThreadNumber.Unknown, _threads.Names(new Dictionary<int, string>(), _ => false));
        Assert.Equal(lives - 511, _threads.Nameless);
    }

    string[] NamesAt(int tid, params ulong[] times)
    {
        Dictionary<int, string> names = _threads.Names(new Dictionary<int, string>(), _ => false);
        return [.. times.Select(time => names[_threads.NumberOf(tid, time)])];
    }

    void Fork(int tid, int parent, ulong time) => _threads.Take(MadeRecord.Whole(PerfRecord.Fork,
        [.. BitConverter.GetBytes(7), .. BitConverter.GetBytes(7), .. BitConverter.GetBytes(tid), .. BitConverter.GetBytes(parent), .. BitConverter.GetBytes(time), .. Trailer(time)]));

    void Comm(int tid, string name, ulong time) => _threads.Take(MadeRecord.Whole(PerfRecord.Comm,
        [.. BitConverter.GetBytes(7), .. BitConverter.GetBytes(tid), .. Encoding.ASCII.GetBytes(name.PadRight(8, '\0')), .. Trailer(time)]));

    static byte[] Trailer(ulong time) => [.. new byte[8], .. BitConverter.GetBytes(time), .. new byte[8]];
}
