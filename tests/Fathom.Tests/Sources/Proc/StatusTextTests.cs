using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Formats;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Proc;

public class StatusTextTests
{
    const string Real = """
        Name:	java
        Umask:	0022
        State:	S (sleeping)
        Tgid:	4242
        Pid:	4242
        PPid:	17
        Uid:	1000	1001	1001	1001
        Gid:	1000	1002	1002	1002
        NSpid:	4242	17	1
        VmPeak:	 4012345 kB
        VmSize:	 4012340 kB
        VmLck:	      64 kB
        VmHWM:	   42000 kB
        VmRSS:	   41000 kB
        RssAnon:	   30000 kB
        RssFile:	   10000 kB
        RssShmem:	    1000 kB
        VmPTE:	     500 kB
        VmSwap:	       8 kB
        HugetlbPages:	    2048 kB
        Threads:	31
        SigQ:	0/7804
        x86_Thread_features:	

        """;

    [Fact]
    public void A_process_is_read_whole()
    {
        Parsed<ProcessStatus> parsed = Parse(Real);

        Assert.Empty(parsed.Gaps);
        ProcessStatus status = parsed.Value;
        Assert.Equal(("java", 'S', 4242, 17), (status.Name, status.State, status.Pid, status.ParentPid));
        Assert.Equal((1001L, 1002L), (status.Uid, status.Gid));
        Assert.Equal((1, 3), (status.NamespacePid, status.NamespaceDepth));
        Assert.Equal((Bytes.FromKiB(41000), Bytes.FromKiB(42000), Bytes.FromKiB(4012340)), (status.Resident, status.PeakResident, status.Size));
        Assert.Equal((Bytes.FromKiB(8), Bytes.FromKiB(2048), Bytes.FromKiB(500), 31), (status.Swap, status.HugePages, status.PageTables, status.Threads));
        Assert.True(status.HasMemory);
    }

    [Theory]
    [InlineData("Name:\tkthreadd\nState:\tS (sleeping)\nPid:\t2\nPPid:\t0\nThreads:\t1\n", 'S')]
    [InlineData("Name:\tjava\nState:\tZ (zombie)\nPid:\t2\nPPid:\t0\nThreads:\t1\n", 'Z')]
    public void Threads_of_the_kernel_and_zombies_have_no_memory(string text, char state)
    {
        ProcessStatus status = Parse(text).Value;

        Assert.Equal((state, false, null, null), (status.State, status.HasMemory, status.Resident, status.Swap));
    }

    [Theory]
    [InlineData("VmRSS:\t18446744073709551615 kB\n")]
    [InlineData("VmRSS:\t9007199254740992 kB\n")]
    [InlineData("VmRSS:\t-1 kB\n")]
    [InlineData("VmRSS:\t12\n")]
    [InlineData("VmRSS:\t12 k")]
    [InlineData("Threads:\t4294967295\n")]
    [InlineData("Threads:\t99999999999999999999\n")]
    [InlineData("Pid:\tone\n")]
    [InlineData("Uid:\t1000\n")]
    public void A_number_that_cannot_be_is_a_gap_and_stays_unknown(string text)
    {
        Parsed<ProcessStatus> parsed = Parse(text);

        Assert.Equal("status:1", Assert.Single(parsed.Gaps).Where);
        Assert.Equal(new ProcessStatus(), parsed.Value);
    }

    [Fact]
    public void The_largest_user_id_is_a_user_id()
    {
        Assert.Equal(4294967294L, Parse("Uid:\t0\t4294967294\t0\t0\n").Value.Uid);
    }

    [Fact]
    public void A_name_may_be_anything()
    {
        Assert.Equal("a: b\\n\u001b[2J", Parse("Name:\ta: b\\n\u001b[2J\n").Value.Name);
        Assert.Equal("\\xff", StatusText.Parse([.. "Name:\t"u8, 0xff, (byte)'\n'], "status").Value.Name);
    }

    [Fact]
    public void Damaged_text_never_gives_a_negative_size_or_count() => Fuzz.Everywhere(Real, text =>
    {
        ProcessStatus status = StatusText.Parse(text, "status").Value;
        Assert.True((status.Resident ?? Bytes.Zero) >= Bytes.Zero && (status.Size ?? Bytes.Zero) >= Bytes.Zero);
        Assert.True((status.Threads ?? 0) >= 0 && (status.Pid ?? 0) >= 0 && (status.Uid ?? 0) >= 0);
    });

    static Parsed<ProcessStatus> Parse(string text) => StatusText.Parse(Encoding.UTF8.GetBytes(text), "status");
}
