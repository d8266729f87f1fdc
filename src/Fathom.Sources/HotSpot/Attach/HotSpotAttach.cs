using System.Diagnostics;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;

namespace Fathom.Sources.HotSpot.Attach;

/// <summary>
/// Questions to a HotSpot JVM through its attach listener, without any JDK tool (linux/attachListener_linux.cpp). The
/// first one may make the JVM start the listener; each takes a connection of its own.
/// </summary>
public sealed class HotSpotAttach : IDisposable
{
    static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(20);

    readonly JvmProcess _jvm;
    readonly AttachOptions _options;
    readonly TargetFolder _temporary;

    HotSpotAttach(JvmProcess jvm, AttachOptions options, TargetFolder temporary) =>
        (_jvm, _options, _temporary) = (jvm, options, temporary);

    /// <summary>What a question costs beyond the command's own work.</summary>
    public static PriceTag Price(JvmProcess jvm) => new(
        "asks the JVM through its attach socket", ActWeight.Small, "none", "< 1 ms", "none",
        string.Create(CultureInfo.InvariantCulture,
            $"the thread \"Attach Listener\" and the socket /tmp/{AttachSocket.NameOf(jvm)}, unless they are there"));

    /// <summary>What of it is there because of us: an earlier attach may have left the same.</summary>
    public IReadOnlyList<string> LeftBehind { get; private set; } = [];

    public bool HasEnded => !_jvm.IsAlive();

    public static Result<HotSpotAttach> Open(JvmProcess jvm, AttachOptions options)
    {
        Result<TargetRoot> root = Root(jvm);
        if (!root.Ok && !jvm.IsAlive())
            return Gaps.TargetGone.At(root.Gap!.Where);
        if (!root.Ok && jvm.Uid != Libc.EffectiveUid())
            return Gaps.NotPermitted.At(root.Gap!.Where, root.Gap.Errno, Rights.Advice(jvm.Uid));
        // Our own user's JVM whose root is closed to us (it has file capabilities): its /tmp may still be ours, and the
        // peer's pid will tell.
        using TargetRoot? opened = root.Or(TargetRoot.OpenAt("/").Or(null));
        if (!opened!.OpenFolder("/tmp").Try(out TargetFolder? temporary, out Gap? gap))
            return gap;
        AttachTrigger.Sweep(temporary, jvm);
        return new HotSpotAttach(jvm, options, temporary);
    }

    public Result<AttachReply> Ask(AttachRequest request)
    {
        if (request.NeedsVersion2 && !SpeaksVersion2())
            return Gaps.CommandTooLong.At(AttachSocket.NameOf(_jvm), null, "1024");
        Result<AttachReply> reply = Send(request.NeedsVersion2 ? request.Version2() : request.Version1());
        const int badVersion = 101; // ATTACH_ERROR_BADVERSION, attachListener.hpp
        if (reply.Or(null)?.Code is not badVersion)
            return reply;
        reply.Value.Dispose();
        return Gaps.AttachVersion.At(AttachSocket.NameOf(_jvm));
    }

    /// <summary>The diagnostic commands this JVM has. Its own list counts, not its version: vendors port back.</summary>
    public Result<IReadOnlySet<string>> Commands() =>
        Text(AttachRequest.Jcmd("help")).Then(text => Result.Of<IReadOnlySet<string>>(HelpText.Commands(text)));

    /// <summary>What the JVM says of one command, its impact among it; null where it does not know it.</summary>
    public string? Help(string command) => Text(AttachRequest.Jcmd("help " + command)).Or(null);

    public void Dispose() => _temporary.Dispose();

    /// <summary>Root without CAP_SYS_PTRACE may not look there, but whoever it becomes may.</summary>
    static Result<TargetRoot> Root(JvmProcess jvm)
    {
        Result<TargetRoot> root = TargetRoot.Of(jvm.Pid);
        if (root.Ok)
            return root;
        using BorrowedIdentity owner = BorrowedIdentity.Of(jvm.Uid, jvm.Gid);
        return TargetRoot.Of(jvm.Pid);
    }

    Gap? Objection()
    {
        AttachReadiness readiness = new(_jvm, _options);
        Gap? objection = readiness.Objection();
        if (objection?.Id != Gaps.NotPermitted.Id)
            return objection;
        using BorrowedIdentity owner = BorrowedIdentity.Of(_jvm.Uid, _jvm.Gid);
        return readiness.Objection();
    }

    Result<string> Text(AttachRequest request)
    {
        Result<AttachReply> reply = Ask(request);
        if (!reply.Ok)
            return reply.Gap!;
        using AttachReply open = reply.Value;
        return open.ReadAll(Limits.AttachTextBytes).Then<string>(bytes => Formats.ForeignText.Decode(bytes));
    }

    /// <summary>"options" answers "2 streaming" from JDK 24 on; older JVMs do not know getversion.</summary>
    bool SpeaksVersion2()
    {
        Result<AttachReply> reply = Send(AttachRequest.Versions.Version1());
        if (!reply.Ok)
            return false;
        using AttachReply open = reply.Value;
        return open.Code == 0 && open.ReadAll(Limits.AttachTextBytes).Or([]).AsSpan().StartsWith("2"u8);
    }

    Result<AttachReply> Send(byte[] request)
    {
        if (Freezer.Holding(DirectoryFiles.OfProcess(_jvm.Pid)) is { } state)
            return Gaps.AttachStopped.At("/proc/" + _jvm.Pid.ToString(CultureInfo.InvariantCulture), null, state);
        if (!Reach().Try(out UnixSocket? socket, out Gap? gap))
            return gap;
        socket.LimitWaits(_options.Silence);
        // A JVM that has enough of the request before its end closes: what it answered is still there to be read.
        int errno = socket.Send(request);
        if (errno is 0 or Errno.EPIPE or Errno.ECONNRESET)
            return AttachReply.Begin(socket, _jvm, _options.Silence);
        socket.Dispose();
        return Gaps.AttachUnconnected.At(AttachSocket.NameOf(_jvm), Errno.Name(errno));
    }

    /// <summary>The socket as it is: it exists from the start with -Xrs, where no signal would be handled.</summary>
    Result<UnixSocket> Reach()
    {
        Result<UnixSocket> socket = AttachSocket.Connect(_temporary, _jvm, _options.Listen);
        return socket.Ok || !AttachSocket.IsSilent(socket.Gap!) ? socket : Wake();
    }

    Result<UnixSocket> Wake()
    {
        using TargetSignal signal = new(_jvm);
        AttachTrigger? trigger = null;
        try
        {
            long begun = Stopwatch.GetTimestamp();
            Gap last = Gaps.AttachNoListener.At(AttachSocket.NameOf(_jvm), null, AttachSocket.Seconds(_options.Listen));
            TimeSpan pause = TimeSpan.FromMilliseconds(0.5);
            while (Stopwatch.GetElapsedTime(begun) < _options.Listen)
            {
                if (trigger is null)
                {
                    Gap? objection = Objection();
                    if (objection is { } no && no.Id != Gaps.AttachStarting.Id)
                        return no;
                    if (objection is null && Trigger(signal).Try(out trigger, out Gap? refused) is false)
                        return refused;
                }
                Libc.Sleep(pause);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                Result<UnixSocket> socket = AttachSocket.Connect(_temporary, _jvm, _options.Listen);
                if (socket.Ok || !AttachSocket.IsSilent(socket.Gap!))
                    return socket;
                if (!_jvm.IsAlive())
                    return Gaps.TargetGone.At(_temporary.Place);
            }
            return trigger is null ? Gaps.AttachStarting.At(_temporary.Place) : last;
        }
        finally
        {
            trigger?.Dispose();
        }
    }

    Result<AttachTrigger> Trigger(TargetSignal signal)
    {
        Result<AttachTrigger> trigger = AttachTrigger.Set(_temporary, _jvm);
        if (!trigger.Ok)
            return trigger;
        int errno = signal.Send(Libc.SignalQuit);
        if (errno == 0)
        {
            LeftBehind = ["the thread \"Attach Listener\"", "/tmp/" + AttachSocket.NameOf(_jvm)];
            return trigger;
        }
        trigger.Value.Dispose();
        return errno == Errno.ESRCH
            ? Gaps.TargetGone.At(_temporary.Place, Errno.Name(errno))
            : Gaps.NotPermitted.At(_temporary.Place, Errno.Name(errno), Rights.Advice(_jvm.Uid));
    }
}
