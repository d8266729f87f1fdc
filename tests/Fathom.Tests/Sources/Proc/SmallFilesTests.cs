using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Proc;

/// <summary>stat, syscall and mountinfo.</summary>
public class SmallFilesTests
{
    const string Tail = " S 1 4242 4242 0 -1 4194304 100 0 0 0 5 3 0 0 20 0 31 0 123456 4000000 900 18446744073709551615 1 1 0 0 0 0 0 0 0\n";
    const string Mounts = """
        22 1 254:0 / / rw,relatime - ext4 /dev/vda1 rw
        30 22 0:26 /docker/abc /sys/fs/cgroup ro,nosuid shared:9 master:3 - cgroup2 cgroup rw,nsdelegate
        31 22 0:44 / /mnt/huge\040pages rw - hugetlbfs none rw,pagesize=2M
        32 22 0:45 / /mnt/back\134040slash rw - tmpfs tmpfs rw

        """;

    [Theory]
    [InlineData("java")]
    [InlineData("a b")]
    [InlineData("(a)))b)")]
    [InlineData(") S 9 9 9")]
    [InlineData("")]
    public void A_process_may_call_itself_anything(string name)
    {
        ProcessBirth? birth = StatText.Parse(Encoding.UTF8.GetBytes("4242 (" + name + ")" + Tail));

        Assert.Equal(new ProcessBirth(1, 123456, false), birth);
    }

    [Fact]
    public void A_thread_of_the_kernel_is_known_by_its_flag()
    {
        ProcessBirth? birth = StatText.Parse("2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 3 0 0 20 0 1 0 2 0 0\n"u8);

        Assert.Equal(new ProcessBirth(0, 2, true), birth);
    }

    [Theory]
    [InlineData("")]
    [InlineData("4242 (java")]
    [InlineData("4242 (java)")]
    [InlineData("4242 (java) S 1 2 3")]
    [InlineData("4242 (java) S 99999999999 4242 4242 0 -1 4194304 100 0 0 0 5 3 0 0 20 0 31 0 123456")]
    [InlineData("4242 (java) S 1 4242 4242 0 -1 4194304 100 0 0 0 5 3 0 0 20 0 31 0 99999999999999999999999")]
    public void A_stat_that_breaks_off_or_overflows_is_none(string text)
    {
        Assert.Null(StatText.Parse(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("202 0x7f1 0x80 0x0 0x0 0x0 0x0 0x7ffd4e5d7000 0x7f1a3c0\n", 0x7ffd4e5d7000UL)]
    [InlineData("-1 0x7ffd4e5d7000 0x7f1a3c0\n", 0x7ffd4e5d7000UL)]
    [InlineData("running\n", null)]
    [InlineData("", null)]
    [InlineData("-1 0x0 0x0\n", null)]
    [InlineData("0 0x10000000000000000 0x1\n", null)]
    [InlineData("0 7ffd4e5d7000 0x1\n", null)]
    [InlineData(" ", null)]
    [InlineData("a b", null)]
    public void A_waiting_thread_tells_its_stack_pointer(string text, ulong? told)
    {
        Assert.Equal(told, SyscallText.StackPointer(Encoding.UTF8.GetBytes(text))?.Value);
    }

    [Fact]
    public void Mounts_are_read_with_their_escapes_undone()
    {
        IReadOnlyList<MountInfoText.Mount> mounts = MountInfoText.Parse(Encoding.UTF8.GetBytes(Mounts));

        Assert.Equal(4, mounts.Count);
        Assert.Equal(new("/docker/abc", "/sys/fs/cgroup", "cgroup2", "rw,nsdelegate", new Device(0, 26)), mounts[1]);
        Assert.Equal("/mnt/huge pages", mounts[2].Point);
        Assert.Equal("/mnt/back\\040slash", mounts[3].Point);
    }

    [Theory]
    [InlineData("JAVA_VERSION=\"17.0.15\"\nJAVA_RUNTIME_VERSION=\"17.0.15+6-Debian\"\r\n", "17.0.15+6-Debian")]
    [InlineData("JAVA_RUNTIME_VERSION=\"\"\n", null)]
    [InlineData("JAVA_RUNTIME_VERSION=\"\u001b[31m17\"\n", null)]
    [InlineData("XJAVA_RUNTIME_VERSION=\"17\"\n", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_version_is_short_and_plain_or_none(string? release, string? version)
    {
        Assert.Equal(version, JvmBuilds.Value(release, "JAVA_RUNTIME_VERSION"));
        Assert.Null(JvmBuilds.Value("JAVA_RUNTIME_VERSION=" + new string('1', 65), "JAVA_RUNTIME_VERSION"));
        Assert.NotNull(JvmBuilds.Value("JAVA_RUNTIME_VERSION=" + new string('1', 64), "JAVA_RUNTIME_VERSION"));
    }

    [Fact]
    public void Damaged_small_files_are_told_apart_from_whole_ones_without_a_throw()
    {
        Fuzz.Everywhere("4242 (a)))b)" + Tail, text => StatText.Parse(text));
        Fuzz.Everywhere("202 0x7f1 0x80 0x0 0x0 0x0 0x0 0x7ffd4e5d7000 0x7f1a3c0\n", text => SyscallText.StackPointer(text));
        Fuzz.Everywhere(Mounts, text => MountInfoText.Parse(text));
    }
}
