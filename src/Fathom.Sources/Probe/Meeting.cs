using Fathom.Evidence;
using Fathom.Sources.Native;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Probe;

/// <summary>What a process says of itself (run.c).</summary>
enum ArrivalKind : byte
{
    Native = (byte)'N',
    Java = (byte)'J',

    /// <summary>A JVM that is about to end: what it knows can be asked now.</summary>
    Ends = (byte)'E',

    /// <summary>It runs as somebody whom this fathom may not look into.</summary>
    Stranger = (byte)'?',
}

/// <summary>A process that waits for an answer, two seconds at most.</summary>
/// <param name="Table">Null from one that ends.</param>
sealed record Arrival(int Pid, ArrivalKind Kind, SafeFileHandle? Table, UnixSocket Caller) : IDisposable
{
    const byte Go = (byte)'g', No = (byte)'n';

    public void Answer(bool goes) => _ = Caller.Send([goes ? Go : No]);

    public void Dispose()
    {
        Table?.Dispose();
        Caller.Dispose();
    }
}

/// <summary>Where the probe of each process that starts tells of itself, and hands over its table.</summary>
sealed class Meeting : IDisposable
{
    /// <summary>What is said is sent at once: whoever says nothing holds up the others.</summary>
    static readonly TimeSpan LongestSilence = TimeSpan.FromMilliseconds(100);

    readonly UnixSocket _socket;

    Meeting(UnixSocket socket) => _socket = socket;

    public static Result<Meeting> At(string path)
    {
        UnixSocket? socket = UnixSocket.Listen(path, out int errno);
        if (socket is null)
            return Gaps.RunNoPlace.At(path, Errno.Name(errno));
        // To connect is to write (unix(7)): a program may start others under another user.
        File.SetUnixFileMode(path, (UnixFileMode)0x1B6);
        return new Meeting(socket);
    }

    /// <summary>Null where nobody came in this time, or somebody who has no business here.</summary>
    public Arrival? Next(TimeSpan within)
    {
        UnixSocket? caller = _socket.Accept(within, LongestSilence);
        if (caller is null)
            return null;
        int own = Libc.EffectiveUid();
        if (caller.Peer() is { Pid: > 0 } peer && caller.ReceiveWithFile() is { } said)
        {
            bool isStranger = own != 0 && peer.Uid != own && peer.Uid != 0;
            if (isStranger && (ArrivalKind)said.Byte is ArrivalKind.Native or ArrivalKind.Java)
            {
                said.File?.Dispose();
                return new Arrival(peer.Pid, ArrivalKind.Stranger, null, caller);
            }
            if (!isStranger && (ArrivalKind)said.Byte is ArrivalKind.Native or ArrivalKind.Java or ArrivalKind.Ends)
                return new Arrival(peer.Pid, (ArrivalKind)said.Byte, said.File, caller);
            said.File?.Dispose();
        }
        caller.Dispose();
        return null;
    }

    public void Dispose() => _socket.Dispose();
}
