using System.Net.Sockets;
using Fathom.Sources.Native;
using Fathom.Sources.Probe;

namespace Fathom.Tests.Sources.Probe;

/// <summary>Where processes tell of themselves; who comes may be anybody.</summary>
public class MeetingTests
{
    static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    [Fact]
    public void Who_says_what_is_understood_is_taken_and_answered()
    {
        using TemporaryFolder folder = new();
        using Meeting meeting = Meeting.At(folder.At("meet")).Value;
        using Socket caller = Call(folder, "E"u8);

        using (Arrival arrival = meeting.Next(Wait)!)
        {
            Assert.Equal((Environment.ProcessId, ArrivalKind.Ends), (arrival.Pid, arrival.Kind));
            Assert.Null(arrival.Table);
            arrival.Answer(true);
        }
        byte[] answer = new byte[2];
        Assert.Equal((1, (byte)'g'), (caller.Receive(answer), answer[0]));
    }

    /// <summary>The root of a container may lie deep; the address of a socket has 107 bytes (unix(7)).</summary>
    [Fact]
    public void A_folder_whose_path_is_longer_than_a_sockets_may_be()
    {
        using TemporaryFolder folder = new();
        string deep = Directory.CreateDirectory(folder.At(new string('d', 120))).FullName;
        using Meeting meeting = Meeting.At(deep + "/meet").Value;
        using UnixSocket caller = UnixSocket.Connect(deep + "/meet", Wait, out _)!;
        caller.Send("E"u8);

        using Arrival arrival = meeting.Next(Wait)!;

        Assert.Equal(Environment.ProcessId, arrival.Pid);
        Assert.True(File.Exists(deep + "/meet"));
    }

    [Fact]
    public void A_socket_that_cannot_be_named_is_an_error()
    {
        Assert.Null(UnixSocket.Connect("/tmp/" + new string('n', 120), Wait, out int tooLong));
        Assert.Null(UnixSocket.Connect("/nonexistent/" + new string('n', 120), Wait, out int absent));

        Assert.Equal((Errno.ENAMETOOLONG, Errno.ENOENT), (tooLong, absent));
        Assert.Equal("ENAMETOOLONG", Meeting.At("/tmp/" + new string('n', 120)).Gap?.Errno);
    }

    [Fact]
    public void The_program_itself_must_reach_the_socket()
    {
        using TemporaryFolder folder = new();
        string deep = Directory.CreateDirectory(folder.At(new string('d', 120))).FullName;

        Assert.Equal("ENAMETOOLONG", ProbeFolder.Make(deep, null).Gap?.Errno);
        Assert.Equal("ENAMETOOLONG", ProbeFolder.Make(folder.Path, deep).Gap?.Errno);
    }

    [Fact]
    public void Who_says_nothing_or_nonsense_is_let_go()
    {
        using TemporaryFolder folder = new();
        using Meeting meeting = Meeting.At(folder.At("meet")).Value;
        using Socket silent = Call(folder, []), nonsense = Call(folder, "x"u8), gone = Call(folder, []);
        gone.Close();

        Assert.Null(meeting.Next(Wait));
        Assert.Null(meeting.Next(Wait));
        Assert.Null(meeting.Next(Wait));
        Assert.Null(meeting.Next(TimeSpan.Zero));
        Assert.Equal(0, silent.Receive(new byte[1]));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_no_place() =>
        Assert.Equal("run-no-place", Meeting.At("/nonexistent/meet").Gap?.Id);

    [Theory]
    [InlineData("/tmp/with blank", "run-no-place")]
    [InlineData("/tmp/with=sign", "run-no-place")]
    [InlineData("relative", "run-no-place")]
    [InlineData("/nonexistent", "run-no-place")]
    [InlineData("/proc", "run-no-place")]
    public void The_probe_is_put_only_where_every_program_can_be_told_of_it(string folder, string gap) =>
        Assert.Equal(gap, ProbeFolder.Make(folder, null).Gap?.Id);

    [RequiresFact("gcc")]
    public void Where_nobody_listens_a_preloaded_program_runs_as_ever()
    {
        using TemporaryFolder folder = new();
        ProbeFolder probe = ProbeFolder.Make(folder.At("."), null).Value;

        string said = Outside.Run("env", "LD_PRELOAD=" + probe.Preload, "sh", "-c", "cat /proc/self/maps; ls -l /proc/self/fd");

        Assert.Contains("preload.so", said.Replace("probe.so", "preload.so", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("memfd:fathom-probe", said, StringComparison.Ordinal);
        Assert.True(probe.Remove());
    }

    static Socket Call(TemporaryFolder folder, ReadOnlySpan<byte> text)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(folder.At("meet")));
        if (!text.IsEmpty)
            socket.Send(text);
        return socket;
    }
}
