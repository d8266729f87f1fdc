using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.Strace;

namespace Fathom.Tests.Sources.Formats.Strace;

public sealed class StraceTextTests
{
    const string AnonymousAt = "PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = ";

    [Theory]
    [InlineData("mmap(NULL, 8192, {0}0x7f0000000000", null, null)]
    [InlineData("4242  mmap(NULL, 8192, {0}0x7f0000000000", 4242, null)]
    [InlineData("[pid  4242] mmap(NULL, 8192, {0}0x7f0000000000", 4242, null)]
    [InlineData("4242  21:37:52 mmap(NULL, 8192, {0}0x7f0000000000", 4242, "21:37:52")]
    [InlineData("[pid 4242] 21:37:52.123456 mmap(NULL, 8192, {0}0x7f0000000000 <0.000012>", 4242, "21:37:52.123456")]
    [InlineData("4242 1763760472.123456 mmap(NULL, 8192, {0}0x7f0000000000", 4242, "1763760472.123456")]
    [InlineData("     0.000123 mmap(NULL, 8192, {0}0x7f0000000000", null, "0.000123")]
    [InlineData("4242 [00007f81c6a8d2e7] mmap(NULL, 8192, {0}0x7f0000000000", 4242, null)]
    [InlineData("4242 [ 9] mmap(NULL, 8192, {0}0x7f0000000000", 4242, null)]
    [InlineData("mmap(NULL, 8192, 0x3, 0x22, -1, 0) = 0x7f0000000000", null, null)]
    public void Options_put_things_in_front(string form, int? tid, string? time)
    {
        MemoryCalls calls = Clean(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, AnonymousAt));

        TracedProgram program = Assert.Single(calls.Programs);
        Assert.Equal(new Bytes(8192), program.Live.Usable);
        Assert.Equal(tid, Assert.Single(program.Threads).Tid);
        Assert.Equal(time, calls.FirstTime);
    }

    [Theory]
    [InlineData("+++ +++")]
    [InlineData("+++  +++")]
    [InlineData("--- ---")]
    public void An_end_without_a_word_ends_nothing(string line)
    {
        MemoryCalls calls = Read($"7 mmap(NULL, 8192, {AnonymousAt}0x7f0000000000\n7 {line}\n").Value;
        Assert.Equal(new Bytes(8192), Assert.Single(calls.Programs).Live.Usable);
    }

    [Fact]
    public void A_failed_call_gives_nothing()
    {
        MemoryCalls calls = Clean(
            "mmap(NULL, 1073741824, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = -1 ENOMEM (Cannot allocate memory)",
            "brk(NULL) = 0x55d000000000",
            "brk(0x55d000100000) = 0x55d000000000",
            "mmap(NULL, 4096, " + AnonymousAt + "0x7f0000000000",
            "munmap(0x7f0000000001, 4096) = -1 EINVAL (Invalid argument)");

        Assert.Equal(new Bytes(4096), Assert.Single(calls.Programs).Live.Usable);
        Assert.Equal([new("mmap", 2, 1), new("munmap", 1, 1), new("brk", 2, 1)], calls.Calls);
    }

    [Fact]
    public void One_arena_is_twice_its_size_cut_to_it()
    {
        MemoryCalls calls = Clean(
            "7 mmap(NULL, 134217728, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_NORESERVE, -1, 0) = 0x7f25f8a60000",
            "7 munmap(0x7f25f8a60000, 56229888) = 0",
            "7 munmap(0x7f2600000000, 10878976) = 0",
            "7 mprotect(0x7f25fc000000, 135168, PROT_READ|PROT_WRITE) = 0",
            "8 mmap(0x7f2600000000, 67108864, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_NORESERVE, -1, 0) = 0x7f2600000000",
            "8 mprotect(0x7f2600000000, 135168, PROT_READ|PROT_WRITE) = 0",
            // -Xmx64m is no arena.
            "9 mmap(0xfc000000, 67108864, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_NORESERVE, -1, 0) = 0xfc000000");

        TracedProgram program = Assert.Single(calls.Programs);
        Assert.Equal(2, program.ArenaHeaps);
        Assert.Equal(new Bytes(2 * 135168), program.Live.Usable);
        Assert.Equal(Bytes.FromMiB(3 * 64) - new Bytes(2 * 135168), program.Live.Reserved);
        Assert.Equal([(7, 1), (8, 1), (9, 0)], program.Threads.OrderBy(each => each.Tid).Select(each => (each.Tid!.Value, each.ArenaHeaps)));
    }

    [Fact]
    public void Calls_broken_off_are_put_together_in_the_kernels_order()
    {
        MemoryCalls calls = Clean(
            "7 mmap(NULL, 65536, " + AnonymousAt + "0x7f0000000000",
            "7 munmap(0x7f0000000000, 65536 <unfinished ...>",
            "8 mmap(NULL, 65536, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0 <unfinished ...>",
            "8 <... mmap resumed>) = 0x7f0000000000",
            "7 <... munmap resumed> ) = 0",
            "8 mremap(0x7f0000000000, 65536, 131072, MREMAP_MAYMOVE <unfinished ...>",
            "7 mmap(NULL, 4096, " + AnonymousAt + "0x7f0000000000",
            "8 <... mremap resumed>) = 0x7f1000000000");

        TracedProgram program = Assert.Single(calls.Programs);
        Assert.Equal(0, program.Missed);
        Assert.Equal([(8, 131072), (7, 4096)], program.Threads.Select(each => (each.Tid!.Value, each.Live.Usable.Value)));
    }

    [Fact]
    public void A_log_without_its_munmaps_says_so()
    {
        Parsed<MemoryCalls> parsed = Read("mmap(NULL, 4096, " + AnonymousAt + "0x7f0000000000\nmmap(NULL, 4096, " + AnonymousAt + "0x7f0000000000\n");

        Assert.Equal(1, Assert.Single(parsed.Value.Programs).Missed);
        Assert.Contains(parsed.Gaps, gap => gap.Id == Gaps.CallsMissed.Id);
        Assert.Contains(parsed.Gaps, gap => gap.Id == Gaps.ProtectionNotTraced.Id);
    }

    [Fact]
    public void Every_program_has_an_address_space_of_its_own()
    {
        MemoryCalls calls = Clean(
            "1 execve(\"/bin/sh\", [\"sh\", \"-c\", \"secret\"], 0x7ffe /* 9 vars */) = 0",
            "1 brk(NULL) = 0x55d000000000",
            "1 brk(0x55d000021000) = 0x55d000021000",
            // Its child was not seen to be made; its loader asks for the break.
            "2 brk(NULL) = 0x561000000000",
            "2 mmap(NULL, 1048576, " + AnonymousAt + "0x7f0000000000",
            "2 brk(NULL) = 0x561000000000",
            "3 mmap(NULL, 4096, " + AnonymousAt + "0x7f0000200000",
            "2 +++ killed by SIGKILL +++",
            "1 +++ exited with 137 +++");

        Assert.Equal([(1, "/bin/sh", "exited with 137", 135168L), (2, null, "killed by SIGKILL", 1052672L)],
            calls.Programs.Select(each => (each.Pid!.Value, each.File, each.End, each.Live.Usable.Value)));
        Assert.Equal(1, calls.GuessedThreads);
    }

    [Fact]
    public void A_fork_maps_for_itself_and_a_thread_for_all()
    {
        MemoryCalls calls = Clean(
            "1 clone3({flags=CLONE_VM|CLONE_FS|CLONE_THREAD, child_tid=0x7f} => {parent_tid=[2]}, 88) = 2",
            "1 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD, child_tidptr=0x7f) = 3",
            "1 mmap(NULL, 4096, " + AnonymousAt + "0x7f0000000000",
            "2 mmap(NULL, 8192, " + AnonymousAt + "0x7f0000010000",
            "3 mmap(NULL, 16384, " + AnonymousAt + "0x7f0000000000");

        Assert.Equal([12288L, 16384], calls.Programs.OrderBy(each => each.Live.Usable).Select(each => each.Live.Usable.Value));
        Assert.Equal(0, calls.GuessedThreads);
    }

    [Fact]
    public void Memory_of_before_the_log_is_not_negative_growth()
    {
        TracedProgram program = Assert.Single(Clean(
            "5 munmap(0x7f0000000000, 1048576) = 0",
            "5 mremap(0x7f1000000000, 4096, 12288, MREMAP_MAYMOVE) = 0x7f2000000000").Programs);

        Assert.Equal(Bytes.FromMiB(1), program.ReleasedOfBefore);
        Assert.Equal(new Bytes(8192), program.Live.Usable);
    }

    [Fact]
    public void Stacks_belong_to_the_call_above_them()
    {
        TracedProgram program = Assert.Single(Clean(
            "5 mmap(NULL, 4096, " + AnonymousAt + "0x7f0000000000",
            " > /lib/libc.so.6(__mmap+0x13) [0x10ef3]",
            " > /usr/lib/jvm/lib/server/libjvm.so(os::commit_memory(char*, unsigned long)+0x20) [0xbeef]",
            "5 mmap(NULL, 8192, " + AnonymousAt + "0x7f0000010000",
            " > /lib/libc.so.6(_dl_catch_error+0x77c7) [0x1fc47]",
            "5 munmap(0x7f0000000000, 4096) = 0").Programs);

        Assert.Equal(["libc.so.6 +0x1fc47"], program.Sites[0].Frames);
        Assert.Equal(["libc.so.6 __mmap", "libjvm.so os::commit_memory(char*, unsigned long)"], program.Sites[1].Frames);
        Assert.Equal((new Bytes(4096), new Bytes(4096)), (program.Sites[1].Mapped, program.Sites[1].Unmapped));
    }

    [Fact]
    public void What_the_program_printed_in_between_is_kept()
    {
        Parsed<MemoryCalls> parsed = Read(
            "Exception in thread \"main\"\n\tat java.nio.Bits.reserveMemory(Bits.java:178)\nmmap(NULL, 4096, "
            + AnonymousAt + "0x7f0000000000Exception in\nmmap(NULL, 99999999999999999999, " + AnonymousAt + "0x7f0000000000\n");

        Assert.Equal([1, 2, 3, 4], parsed.Value.Unread.Select(line => line.Number));
        Assert.Equal(2, parsed.Gaps.Count(gap => gap.Id == Gaps.LineNotUnderstood.Id));
        Assert.Empty(parsed.Value.Programs);
    }

    [Theory]
    [InlineData("4242 munmap(0x7f0000000000, 4096) = 0", true)]
    [InlineData("strace: Process 4242 attached", true)]
    [InlineData("[pid 4242] mmap(NULL, 134217728, PROT_NONE, MAP_PRIVATE, -1, 0 <unfinished ...>", true)]
    [InlineData("16342 00:00:00.000430 [0x00007fff] malloc(20) = 0xf0005ae0", false)]
    [InlineData("                            (mmap: reserved=1118208KB, committed=77996KB)", false)]
    [InlineData("7f2d70000000-7f2d73ffc000 rw-p 00000000 00:00 0", false)]
    [InlineData("", false)]
    public void It_is_known_by_a_line(string line, bool isIt) => Assert.Equal(isIt, StraceText.Begins(Encoding.UTF8.GetBytes(line)));

    [Fact]
    public void Random_calls_leave_what_a_table_of_pages_says()
    {
        Random random = new(20261122);
        for (int round = 0; round < 40; round++)
        {
            PageTable pages = new(random);
            TracedProgram program = Assert.Single(Clean([.. Enumerable.Range(0, 400).Select(_ => pages.Call())]).Programs);

            Assert.Equal(pages.Live, program.Live);
            Assert.Equal(pages.Live.Usable, new Bytes(program.Threads.Sum(each => each.Live.Usable.Value)));
            Assert.All(program.Threads, each => Assert.Equal(each.Live.Usable, each.Mapped - each.Unmapped));
        }
    }

    [Fact]
    public void Damaged_logs_do_no_harm() =>
        Fuzz.Everywhere(
            "5 execve(\"/bin/java\", [], 0x7f /* 1 var */) = 0\n5 brk(NULL) = 0x55d000000000\n5 brk(0x55d000021000) = 0x55d000021000\n"
            + "[pid 6] 21:37:52.1 mmap(NULL, 134217728, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_NORESERVE, -1, 0 <unfinished ...>\n"
            + " > /lib/libc.so.6(__mmap+0x13) [0x10ef3]\n[pid 6] <... mmap resumed>) = 0x7f25f8a60000\n6 munmap(0x7f25f8a60000, 56229888) = 0\n"
            + "6 mremap(0x7f25fc000000, 65536, 131072, MREMAP_MAYMOVE) = 0x7f1000000000\n6 mprotect(0x7f1000000000, 4096, PROT_NONE) = 0\n6 +++ exited with 0 +++\n",
            text => StraceText.Parse(text, "f"));

    static MemoryCalls Clean(params string[] lines)
    {
        Parsed<MemoryCalls> parsed = Read(string.Join('\n', lines));
        Assert.DoesNotContain(parsed.Gaps, gap => gap.Id != Gaps.ProtectionNotTraced.Id);
        Assert.Empty(parsed.Value.Unread);
        Assert.Equal(lines.Length, parsed.Value.Lines);
        return parsed.Value;
    }

    static Parsed<MemoryCalls> Read(string text) => StraceText.Parse(Encoding.UTF8.GetBytes(text), "f");
}
