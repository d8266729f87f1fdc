using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;

namespace Fathom.Sources.HotSpot.Attach;

/// <summary>
/// /tmp/.java_pidN of the target. Anybody in its container may put something of that name there, so what is connected
/// to is the very inode that was checked, and then the peer has to be the target itself.
/// </summary>
static class AttachSocket
{
    static readonly string NotThere = Errno.Name(Errno.ENOENT);
    static readonly string NobodyListens = Errno.Name(Errno.ECONNREFUSED);

    public static string NameOf(JvmProcess jvm) =>
        string.Create(CultureInfo.InvariantCulture, $".java_pid{jvm.NamespacePid}");

    /// <summary>Whether a gap only says that the JVM does not listen yet.</summary>
    public static bool IsSilent(Gap gap) => gap.Errno == NotThere || gap.Errno == NobodyListens;

    public static Result<UnixSocket> Connect(TargetFolder temporary, JvmProcess jvm, TimeSpan wait)
    {
        if (!temporary.Find(NameOf(jvm)).Try(out FoundName? found, out Gap? gap))
            return gap;
        using (found)
        {
            if (Objection(found, jvm) is { } objection)
                return Gaps.AttachPlanted.At(found.Place, null, objection);
            UnixSocket? socket;
            int errno;
            // JDK 8 accepts its own user and group only, root neither (attachListener_linux.cpp, dequeue).
            using (BorrowedIdentity.Of(jvm.Uid, jvm.Gid))
                socket = UnixSocket.Connect(found.Path, wait, out errno);
            if (socket is null)
                return errno switch
                {
                    Errno.EAGAIN => Gaps.AttachSilent.At(found.Place, Errno.Name(errno), Seconds(wait)),
                    Errno.EACCES when found.Uid != jvm.Uid => Gaps.AttachPlanted.At(found.Place, Errno.Name(errno), Owners(found, jvm)),
                    Errno.EACCES => Gaps.NotPermitted.At(found.Place, Errno.Name(errno), Rights.Advice(jvm.Uid)),
                    _ => Gaps.AttachUnconnected.At(found.Place, Errno.Name(errno)),
                };
            if (socket.Peer() is { } peer && peer.Pid == jvm.Pid)
                return socket;
            string who = socket.Peer() is { Pid: > 0 } other
                ? string.Create(CultureInfo.InvariantCulture, $"process {other.Pid} listens there")
                : "who listens there cannot be seen from here";
            socket.Dispose();
            return Gaps.AttachPlanted.At(found.Place, null, who);
        }
    }

    internal static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>HotSpot binds, takes all rights from others and only then gives the name: no moment is an exception.</summary>
    static string? Objection(FoundName found, JvmProcess jvm) => found switch
    {
        { Kind: FoundKind.Link } => "a symbolic link",
        not { Kind: FoundKind.Socket } => "not a socket",
        _ when found.Uid != jvm.Uid && found.Uid != 0 => Owners(found, jvm),
        { OthersMayUse: true } => "other users may connect to it",
        _ => null,
    };

    static string Owners(FoundName found, JvmProcess jvm) =>
        string.Create(CultureInfo.InvariantCulture, $"user {found.Uid} owns it, the JVM is user {jvm.Uid}'s");
}
