using System.Text;
using Fathom.Sources.Census;

namespace Fathom.Tests.Sources.Census;

/// <summary>Addresses in what the kernel tells of epoll and of timers.</summary>
public sealed class KernelHeldTests
{
    // Printed by Linux 6.18.
    const string Poll = """
        pos:	0
        flags:	02
        mnt_id:	15
        ino:	1033
        tfd:        4 events:       19 data:     55d0c0de4010  pos:0 ino:409 sdev:f
        tfd:        7 events: 8000001d data: 7f00000000000007  pos:0 ino:c sdev:10
        tfd:        9 events:        0 data:                0  pos:0 ino:c sdev:10
        """;

    const string Timers = """
        ID: 1
        signal: 60/00007fff86e452a8
        notify: signal/pid.2634
        ClockID: 0
        ID: 0
        signal: 60/00007fff86e452a9
        notify: signal/pid.2634
        ClockID: 1
        """;

    [Fact]
    public void What_epoll_gives_back_is_read()
    {
        List<ulong> words = [];
        KernelHeld.AddFields(Encoding.UTF8.GetBytes(Poll), "data:"u8, words);

        Assert.Equal([0x55d0c0de4010, 0x7f00000000000007], words);
    }

    [Fact]
    public void What_a_timer_brings_along_is_read()
    {
        List<ulong> words = [];
        KernelHeld.AddTimers(Encoding.UTF8.GetBytes(Timers), words);

        Assert.Equal([0x7fff86e452a8, 0x7fff86e452a9], words);
    }

    [Fact]
    public void Damaged_text_does_no_harm()
    {
        Fuzz.Everywhere(Poll, text => KernelHeld.AddFields(text, "data:"u8, []));
        Fuzz.Everywhere(Timers, text => KernelHeld.AddTimers(text, []));
    }
}
