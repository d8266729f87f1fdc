using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Tests.Sources.Formats.HotSpot;

public sealed class SharedFramesTests
{
    static readonly Address At = new(0x7fd96f8b1cc2);

    [Fact]
    public void The_same_frame_is_one_object()
    {
        SharedFrames frames = new();

        Assert.Same(frames.Of(At, "Thread::run()+0x82"u8), frames.Of(At, "Thread::run()+0x82"u8));
    }

    /// <summary>Two reports in one text, of two runs: the same address is another place, and the same name stands elsewhere.</summary>
    [Fact]
    public void Neither_the_address_nor_the_name_alone_makes_a_frame()
    {
        SharedFrames frames = new();
        frames.Of(At, "Thread::run()+0x82"u8);

        Assert.Equal(new NmtFrame(At, "os::malloc()+0x10"), frames.Of(At, "os::malloc()+0x10"u8));
        Assert.Equal(new NmtFrame(At + Bytes.PageSize, "Thread::run()+0x82"), frames.Of(At + Bytes.PageSize, "Thread::run()+0x82"u8));
        Assert.Equal(new NmtFrame(At, null), frames.Of(At, []));
        Assert.Equal(new NmtFrame(At, "Thread::run()+0x82"), frames.Of(At, "Thread::run()+0x82"u8));
    }

    /// <summary>Addresses a multiple of its places apart fall on one of them.</summary>
    [Fact]
    public void Frames_that_displace_one_another_stay_themselves() => Law.Holds(random =>
    {
        SharedFrames frames = new();
        for (int i = 0; i < 5_000; i++)
        {
            Address at = new(0x7f0000000000 + (ulong)random.Next(8) * 4096 + (ulong)random.Next(3));
            string? name = random.Next(5) == 0 ? null : "Name" + random.Next(6_000) + "()+0x1";

            Assert.Equal(new NmtFrame(at, name), frames.Of(at, Encoding.UTF8.GetBytes(name ?? "")));
        }
    }, times: 3);

    [Theory]
    [InlineData("JavaMain+0x1c in libjli.so", "JavaMain+0x1c", "libjli.so")]
    [InlineData("A in B(C)+0x1 in /usr/lib/libx.so.6", "A in B(C)+0x1", "/usr/lib/libx.so.6")]
    [InlineData("Copy in place()+0x2", "Copy in place()+0x2", null)]
    public void A_library_stands_behind_the_name_of_code_outside_libjvm(string symbol, string name, string? library) =>
        Assert.Equal(new NmtFrame(At, name, library), new SharedFrames().Of(At, Encoding.UTF8.GetBytes(symbol)));
}
