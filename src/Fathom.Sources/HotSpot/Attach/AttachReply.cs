using System.Buffers.Text;
using Fathom.Evidence;
using Fathom.Sources.Formats;
using Fathom.Sources.Native;

namespace Fathom.Sources.HotSpot.Attach;

/// <summary>
/// The answer as it comes: a number on a line of its own, then bytes until the JVM closes. Nothing says how many, so
/// an end is believed only while the JVM lives. Held in memory is one buffer, however long the answer.
/// </summary>
public sealed class AttachReply : IDisposable
{
    const int LongestCode = 12; // a 32-bit number and its line end

    readonly UnixSocket _socket;
    readonly JvmProcess _jvm;
    readonly TimeSpan _silence;
    readonly byte[] _buffer = new byte[64 * 1024];
    int _start;
    int _end;

    AttachReply(UnixSocket socket, JvmProcess jvm, TimeSpan silence) =>
        (_socket, _jvm, _silence) = (socket, jvm, silence);

    /// <summary>0 where the command was taken. From JDK 25 on it comes before the command runs, and tells less.</summary>
    public int Code { get; private set; }

    string Place => AttachSocket.NameOf(_jvm);

    internal static Result<AttachReply> Begin(UnixSocket socket, JvmProcess jvm, TimeSpan silence)
    {
        AttachReply reply = new(socket, jvm, silence);
        if (reply.TakeCode() is not { } gap)
            return reply;
        reply.Dispose();
        return gap;
    }

    /// <summary>The next bytes; none at the end. A gap where the answer broke off.</summary>
    public Result<int> Read(Span<byte> into)
    {
        if (_start == _end && Fill() is { } gap)
            return gap;
        int given = Math.Min(into.Length, _end - _start);
        _buffer.AsSpan(_start, given).CopyTo(into);
        _start += given;
        return given;
    }

    /// <summary>All of it, for who parses it; a longer answer than the limit is a gap.</summary>
    public Result<byte[]> ReadAll(int limit)
    {
        using MemoryStream all = new();
        byte[] part = new byte[_buffer.Length];
        while (true)
        {
            if (!Read(part).Try(out int got, out Gap? gap))
                return gap;
            if (got == 0)
                return all.ToArray();
            if (all.Length + got > limit)
                return Gaps.AttachReplyTooLong.At(Place, null, (limit >> 20).ToString(System.Globalization.CultureInfo.InvariantCulture));
            all.Write(part, 0, got);
        }
    }

    public void Dispose() => _socket.Dispose();

    Gap? TakeCode()
    {
        int line;
        while ((line = _buffer.AsSpan(0, _end).IndexOf((byte)'\n')) < 0 && _end < LongestCode)
        {
            int had = _end;
            if (Fill() is { } gap)
                return gap;
            if (_end == had)
                return had == 0 ? Gaps.AttachNoReply.At(Place) : Gaps.AttachReplyCut.At(Place);
        }
        if (line < 0 || !Utf8Parser.TryParse(_buffer.AsSpan(0, line), out int code, out int used) || used != line)
            return Gaps.AttachNotAReply.At(Place, null, ForeignText.Quote(_buffer.AsSpan(0, _end)));
        (Code, _start) = (code, line + 1);
        return null;
    }

    /// <summary>Adds to the buffer what comes next; nothing at the end.</summary>
    Gap? Fill()
    {
        if (_start == _end)
            (_start, _end) = (0, 0);
        int got = _socket.Receive(_buffer.AsSpan(_end), out int errno);
        if (got > 0)
            _end += got;
        return errno switch
        {
            Errno.EAGAIN => Gaps.AttachSilent.At(Place, Errno.Name(errno), AttachSocket.Seconds(_silence)),
            // A JVM that closes without having read all of the request resets the connection.
            Errno.ECONNRESET when _end == 0 && Code == 0 => Gaps.AttachNoReply.At(Place, Errno.Name(errno)),
            not 0 => Gaps.AttachReplyCut.At(Place, Errno.Name(errno)),
            _ => got == 0 && !_jvm.IsAlive() ? Gaps.AttachReplyCut.At(Place) : null,
        };
    }
}
