using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Fathom.Evidence;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Attach;

namespace Fathom.Tests.Sources.HotSpot;

/// <summary>This test process plays the JVM: it listens at /tmp/.java_pid of its own pid and answers as it was told.</summary>
sealed class FakeJvm : IDisposable
{
    readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    readonly CancellationTokenSource _end = new();
    readonly Task _serving;

    /// <param name="answers">One for each connection, in turn; the last one also answers all that follow.</param>
    internal FakeJvm(params Action<Socket, string>[] answers)
    {
        File.Delete(SocketPath);
        _listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        File.SetUnixFileMode(SocketPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _listener.Listen(5);
        _serving = Task.Run(() => Serve(answers));
    }

    internal static string SocketPath =>
        string.Create(CultureInfo.InvariantCulture, $"/tmp/.java_pid{JvmProcess.Of(Environment.ProcessId).Value.NamespacePid}");

    internal List<string> Requests { get; } = [];

    internal static HotSpotAttach Attach(AttachOptions? options = null) =>
        HotSpotAttach.Open(JvmProcess.Of(Environment.ProcessId).Value, options ?? new AttachOptions()).Value;

    internal static Action<Socket, string> Says(string text) => (socket, _) => socket.Send(Encoding.UTF8.GetBytes(text));

    internal static Result<AttachReply> Ask(params string[] words)
    {
        using HotSpotAttach attach = Attach();
        return attach.Ask(AttachRequest.Of(words).Value);
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _serving.Wait();
        File.Delete(SocketPath);
        _end.Dispose();
    }

    async Task Serve(Action<Socket, string>[] answers)
    {
        for (int turn = 0; !_end.IsCancellationRequested; turn++)
        {
            try
            {
                using Socket peer = await _listener.AcceptAsync(_end.Token);
                byte[] request = new byte[300 * 1024];
                string text = Encoding.UTF8.GetString(request, 0, peer.Receive(request));
                Requests.Add(text);
                answers[Math.Min(turn, answers.Length - 1)](peer, text);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
            }
        }
    }
}
