using System.Net.Sockets;
using System.Text;
using Fathom.Evidence;
using Fathom.Sources.HotSpot.Attach;

namespace Fathom.Tests.Sources.HotSpot;

/// <summary>Peers that answer well and badly, over real sockets.</summary>
[Collection("attach socket of this process")]
public sealed class HotSpotAttachTests
{
    [Fact]
    public void A_command_goes_out_in_version_1_with_three_arguments()
    {
        using FakeJvm jvm = new(FakeJvm.Says("0\nOpenJDK\nJDK 17\n"));

        using AttachReply reply = FakeJvm.Ask("VM.version").Value;

        Assert.Equal(0, reply.Code);
        Assert.Equal("OpenJDK\nJDK 17\n", Encoding.UTF8.GetString(reply.ReadAll(1024).Value));
        Assert.Equal("1\0jcmd\0VM.version\0\0\0", Assert.Single(jvm.Requests));
    }

    [Fact]
    public void A_long_line_goes_out_in_version_2_where_the_JVM_speaks_it()
    {
        using FakeJvm jvm = new(FakeJvm.Says("0\n2 streaming"), FakeJvm.Says("0\nok"));
        string line = "VM.log what=" + new string('x', 1500);

        using AttachReply reply = FakeJvm.Ask(line.Split(' ')).Value;

        Assert.Equal("1\0getversion\0options\0\0\0", jvm.Requests[0]);
        Assert.Equal($"2\0{5 + line.Length + 1}\0jcmd\0{line}\0", jvm.Requests[1]);
    }

    [Fact]
    public void A_long_line_is_not_sent_to_a_JVM_that_would_hang_up()
    {
        using FakeJvm jvm = new(FakeJvm.Says("-1\nOperation getversion not recognized!\n"));

        Assert.Equal("command-too-long", FakeJvm.Ask("VM.log", new string('x', 1500)).Gap?.Id);
        Assert.Single(jvm.Requests);
    }

    [Fact]
    public void A_peer_that_speaks_another_version_says_101()
    {
        using FakeJvm jvm = new(FakeJvm.Says("101\n"));

        Assert.Equal("attach-version", FakeJvm.Ask("VM.version").Gap?.Id);
    }

    [Theory]
    [InlineData("", "attach-no-reply")]
    [InlineData("0", "attach-reply-cut")]
    [InlineData("-", "attach-reply-cut")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", "attach-not-a-reply")]
    [InlineData("\n", "attach-not-a-reply")]
    [InlineData("0x1\n", "attach-not-a-reply")]
    [InlineData("99999999999\n", "attach-not-a-reply")]
    public void A_reply_without_a_whole_number_in_front_is_none(string reply, string gap)
    {
        using FakeJvm jvm = new(FakeJvm.Says(reply));

        Assert.Equal(gap, FakeJvm.Ask("VM.version").Gap?.Id);
    }

    [Fact]
    public void A_number_that_comes_in_pieces_is_put_together()
    {
        using FakeJvm jvm = new((socket, _) =>
        {
            foreach (byte b in "-1\nno"u8.ToArray())
                socket.Send([b]);
        });

        using AttachReply reply = FakeJvm.Ask("VM.version").Value;

        Assert.Equal(-1, reply.Code);
        Assert.Equal("no"u8.ToArray(), reply.ReadAll(64).Value);
    }

    [Fact]
    public void A_peer_that_accepts_and_stays_silent_is_given_up()
    {
        using ManualResetEventSlim over = new();
        using FakeJvm jvm = new((_, _) => over.Wait());
        using HotSpotAttach attach = FakeJvm.Attach(new AttachOptions { Silence = TimeSpan.FromMilliseconds(50) });

        Gap? gap = attach.Ask(AttachRequest.Jcmd("VM.version")).Gap;
        over.Set();

        Assert.Equal(("attach-silent", "EAGAIN"), (gap?.Id, gap?.Errno));
    }

    [Fact]
    public void A_peer_that_falls_silent_in_the_middle_is_given_up_with_what_it_said()
    {
        using ManualResetEventSlim over = new();
        using FakeJvm jvm = new((socket, _) =>
        {
            socket.Send("0\nhalf"u8);
            over.Wait();
        });
        // Longer than a loaded machine takes to run the peer at all.
        using HotSpotAttach attach = FakeJvm.Attach(new AttachOptions { Silence = TimeSpan.FromSeconds(1) });
        using AttachReply reply = attach.Ask(AttachRequest.Jcmd("VM.version")).Value;
        byte[] some = new byte[64];

        Assert.Equal(4, reply.Read(some).Value);
        Assert.Equal("attach-silent", reply.Read(some).Gap?.Id);
        over.Set();
    }

    [Fact]
    public void A_hundred_megabytes_pass_through_one_buffer_and_are_refused_as_text()
    {
        const int Size = 100 << 20;
        byte[] part = new byte[1 << 20];
        Action<Socket, string> pour = (socket, _) =>
        {
            socket.Send("0\n"u8);
            for (int sent = 0; sent < Size; sent += part.Length)
                socket.Send(part);
        };
        using FakeJvm jvm = new(pour);
        byte[] into = new byte[256 * 1024];

        using AttachReply reply = FakeJvm.Ask("GC.heap_info").Value;
        long before = GC.GetAllocatedBytesForCurrentThread(), got = 0;
        while (reply.Read(into).Value is > 0 and var count)
            got += count;
        Assert.Equal(Size, got);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);

        using AttachReply again = FakeJvm.Ask("GC.heap_info").Value;
        Assert.Equal("attach-reply-too-long", again.ReadAll(1 << 20).Gap?.Id);
    }

    [Fact]
    public void What_the_JVM_has_is_what_its_help_lists()
    {
        using FakeJvm jvm = new(FakeJvm.Says("""
            0
            The following commands are available:
            System.map
            VM.version
            help

            For more information about a specific command use 'help <command>'.

            """));
        using HotSpotAttach attach = FakeJvm.Attach();

        Assert.Equal(["System.map", "VM.version", "help"], attach.Commands().Value.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_socket_that_others_may_use_is_not_connected_to()
    {
        using FakeJvm jvm = new(FakeJvm.Says("0\nplanted"));
        File.SetUnixFileMode(FakeJvm.SocketPath, (UnixFileMode)0b110_110_110);

        Assert.Equal("attach-planted", FakeJvm.Ask("VM.version").Gap?.Id);
        Assert.Empty(jvm.Requests);
    }

    [Fact]
    public void A_link_in_the_sockets_place_is_not_followed()
    {
        using FakeJvm jvm = new(FakeJvm.Says("0\nplanted"));
        File.Move(FakeJvm.SocketPath, FakeJvm.SocketPath + ".real");
        File.CreateSymbolicLink(FakeJvm.SocketPath, FakeJvm.SocketPath + ".real");

        Gap? gap = FakeJvm.Ask("VM.version").Gap;
        File.Delete(FakeJvm.SocketPath + ".real");

        Assert.Equal("attach-planted", gap?.Id);
        Assert.Empty(jvm.Requests);
    }

    [Fact]
    public void A_process_that_is_no_JVM_is_not_signalled()
    {
        // SIGQUIT would end this test run.
        Assert.Equal("jvm-needed", FakeJvm.Ask("VM.version").Gap?.Id);
        Assert.False(File.Exists(FakeJvm.SocketPath.Replace(".java_pid", ".attach_pid", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_a_killed_fathom_left_is_removed_and_what_another_tool_left_is_not()
    {
        string trigger = FakeJvm.SocketPath.Replace(".java_pid", ".attach_pid", StringComparison.Ordinal);
        File.WriteAllText(trigger, "fathom\n");
        FakeJvm.Attach().Dispose();
        Assert.False(File.Exists(trigger));

        File.WriteAllText(trigger, "");
        FakeJvm.Attach().Dispose();
        Assert.True(File.Exists(trigger));
        File.Delete(trigger);
    }
}
