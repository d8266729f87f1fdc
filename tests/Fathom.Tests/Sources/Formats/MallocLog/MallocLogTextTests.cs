using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.MallocLog;

namespace Fathom.Tests.Sources.Formats.MallocLog;

public sealed class MallocLogTextTests
{
    [Fact]
    public void A_hooks_log_by_thread_and_caller()
    {
        AllocationLog log = Clean(
            "16342 00:00:00.000430 [0x00007fff] malloc(120)\t= 0xf0005a50 ",
            "16342 00:00:00.000431 [0x00007fff] realloc(0xf0005a50, 136) = 0xf0005ae0",
            "16343 00:00:00.000432 [0x00000000] calloc(10, 20)    = 0xf0005b00",
            "16343 00:00:00.000433 [0x00000000] free(0xf0005b00)",
            "16343 00:00:00.000434 [0x00000000] free(0x0)",
            "16344 00:00:00.000435 [0x00000000] malloc(99) = 0x0");

        Assert.Equal([("malloc", 2, 1), ("calloc", 1, 0), ("realloc", 1, 0), ("free", 2, 0)], log.Calls.Select(each => (each.Name, (int)each.Count, (int)each.Failed)));
        Assert.Equal([(16342, 2, 256, 136), (16343, 3, 200, 0), (16344, 1, 0, 0)],
            log.Threads.Select(each => (each.Tid!.Value, (int)each.Calls, (int)each.Allocated.Value, (int)each.Live.Value)));
        Assert.Equal(("0x00007fff", 136L), (log.Sites[0].Site, log.Sites[0].Live.Value));
        Assert.Equal(("00:00:00.000430", "00:00:00.000435"), (log.FirstTime, log.LastTime));
        Assert.Equal((new Bytes(456), new Bytes(136), 1L), (log.Allocated, log.Live, log.LiveBlocks));
    }

    [Fact]
    public void Ltrace_breaks_calls_off()
    {
        AllocationLog log = Clean(
            "[pid 7] malloc(20 <unfinished ...>",
            "[pid 8] libjvm.so->malloc(40)                  = 0x55d000000040",
            "[pid 7] <... malloc resumed> )                 = 0x55d000000010",
            "[pid 8] free(0x55d000000010)                   = <void>",
            "[pid 8] reallocarray(0x55d000000040, 3, 100)   = 0x55d000000080",
            "[pid 8] memalign(64, 640)                      = (nil)");

        Assert.Equal([(8, 300L), (7, 0L)], log.Threads.Select(each => (each.Tid!.Value, each.Live.Value)));
    }

    [Fact]
    public void Mtrace_names_the_function_and_writes_a_realloc_twice()
    {
        AllocationLog log = Clean(
            "= Start",
            "@ /lib/x86_64-linux-gnu/libc.so.6:(fopen+0x1d)[0x7f81c6a8d2e7] + 0x55d000000010 0x1d8",
            "@ ./a.out:(main+0x20)[0x401156] + 0x55d000000200 0x64",
            "@ ./a.out:(main+0x30)[0x401166] < 0x55d000000200",
            "@ ./a.out:(main+0x30)[0x401166] > 0x55d000000400 0xc8",
            "@ ./a.out:[0x401176] - 0x55d000000999",
            "= End");

        Assert.Equal([("libc.so.6 fopen", 472L), ("a.out main", 200L), ("a.out +0x401176", 0L)],
            log.Sites.Select(each => (each.Site!, each.Live.Value)));
        Assert.Equal(1, log.FreedOfBefore);
    }

    [Fact]
    public void Cut_addresses_and_missing_frees_are_told()
    {
        Parsed<AllocationLog> parsed = Read("1 malloc(8) = 0x10\n1 malloc(8) = 0x10\n1 malloc(18446744073709551616) = 0x20\nhello\n");

        Assert.Equal(1, parsed.Value.Missed);
        Assert.Equal([Gaps.LineNotUnderstood.Id, Gaps.FreesMissed.Id], parsed.Gaps.Select(gap => gap.Id));
        Assert.Equal([3, 4], parsed.Value.Unread.Select(line => line.Number));
    }

    [Fact]
    public void Random_calls_leave_what_a_dictionary_says()
    {
        Random random = new(31);
        Dictionary<int, (int Size, int Tid)> live = [];
        StringBuilder log = new();
        for (int i = 0; i < 60_000; i++)
        {
            int tid = random.Next(1, 9), address = random.Next(1, 20_000) * 16, size = random.Next(1, 10_000);
            if (live.Remove(address))
                log.Append(CultureInfo.InvariantCulture, $"{tid} free(0x{address:x})\n");
            else if (live.Count > 0 && random.Next(5) == 0 && live.Keys.First() is var old && live.Remove(old))
                Add($"{tid} realloc(0x{old:x}, {size}) = 0x{address:x}\n");
            else
                Add($"{tid} malloc({size}) = 0x{address:x}\n");

            void Add(FormattableString line)
            {
                live[address] = (size, tid);
                log.Append(line.ToString(CultureInfo.InvariantCulture));
            }
        }
        AllocationLog read = Read(log.ToString()).Value;

        Assert.Equal((live.Values.Sum(each => (long)each.Size), live.Count, 0L, 0L), (read.Live.Value, (int)read.LiveBlocks, read.Missed, read.FreedOfBefore));
        Assert.Equal(live.Values.GroupBy(each => each.Tid).ToDictionary(group => group.Key, group => group.Sum(each => (long)each.Size)),
            read.Threads.ToDictionary(each => each.Tid!.Value, each => each.Live.Value));
    }

    /// <summary>Three million blocks of 100 bytes, every third of another thread, a third of them given back.</summary>
    [Fact]
    public void More_blocks_than_are_kept_are_estimated()
    {
        MallocLogReading reading = new("f");
        int number = 0;
        Span<byte> line = stackalloc byte[80];
        for (int i = 1; i <= 3_000_000; i++)
        {
            Utf8.TryWrite(line, CultureInfo.InvariantCulture, $"{(i % 3) + 1} malloc(100) = 0x{0x7f0000000000 + (i * 112L):x}", out int length);
            reading.Add(++number, line[..length]);
        }
        for (int i = 3; i <= 3_000_000; i += 3)
        {
            Utf8.TryWrite(line, CultureInfo.InvariantCulture, $"9 free(0x{0x7f0000000000 + (i * 112L):x})", out int length);
            reading.Add(++number, line[..length]);
        }
        Parsed<AllocationLog> parsed = reading.Done(number);

        Assert.Equal(4, parsed.Value.OneOf);
        Assert.Contains(parsed.Gaps, gap => gap.Id == Gaps.BlocksSampled.Id);
        Assert.Equal(300_000_000, parsed.Value.Allocated.Value);
        Assert.InRange(parsed.Value.Live.Value, 198_000_000, 202_000_000);
        Assert.Equal((0L, 0L), (parsed.Value.Missed, parsed.Value.FreedOfBefore));
    }

    [Theory]
    [InlineData("16342 00:00:00.000430 [0x00007fff] malloc(20) = 0xf0005ae0", true)]
    [InlineData("= Start", true)]
    [InlineData("[pid 8] free(0x55d000000010) = <void>", true)]
    [InlineData("4242 munmap(0x7f0000000000, 4096) = 0", false)]
    [InlineData("                            (malloc=131KB #328)", false)]
    [InlineData("malloc(3) returns a pointer", false)]
    public void It_is_known_by_a_line(string line, bool isIt) => Assert.Equal(isIt, MallocLogText.Begins(Encoding.UTF8.GetBytes(line)));

    [Fact]
    public void Damaged_logs_do_no_harm() =>
        Fuzz.Everywhere(
            "= Start\n@ /lib/libc.so.6:(fopen+0x1d)[0x7f81] + 0x55d000000010 0x1d8\n16342 00:00:00.000430 [0x00007fff] malloc(120)\t= 0xf0005a50 \n"
            + "[pid 7] calloc(20, 4 <unfinished ...>\n[pid 7] <... calloc resumed> ) = 0x55d000000040\n7 reallocarray(0x55d000000040, 3, 100) = (nil)\n",
            text => MallocLogText.Parse(text, "f"));

    static AllocationLog Clean(params string[] lines)
    {
        Parsed<AllocationLog> parsed = Read(string.Join('\n', lines));
        Assert.Empty(parsed.Gaps);
        Assert.Empty(parsed.Value.Unread);
        return parsed.Value;
    }

    static Parsed<AllocationLog> Read(string text) => MallocLogText.Parse(Encoding.UTF8.GetBytes(text), "f");
}
