using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Native;

namespace Fathom.Sources.Memory;

/// <summary>
/// Memory of a running process by process_vm_readv(2), in paced windows. It reads what it is asked for: callers ask
/// only for pages that are present, since reading an absent one makes the target's page tables grow (and a swapped
/// one is brought in).
/// </summary>
public sealed unsafe class LiveMemory(int pid, Pace pace) : IMemory
{
    const int Window = 256 * 1024;

    // The kernel takes the lock for one range of a call, pins its pages, lets go and copies. Beyond 16 pages it would
    // also have to allocate (mm/process_vm_access.c, PVM_MAX_PP_ARRAY_COUNT).
    const int Piece = 64 * 1024;
    const int Pieces = Window / Piece;

    // The kernel takes the lock anew for each address of a batch (mm/process_vm_access.c); 128 of them are 20 µs.
    const int Batch = 128;

    // Up to this much is read faster than priorities are changed.
    const nuint Small = 4096;

    long _bytesRead;

    /// <summary>What we touched in the target, for the cost section.</summary>
    public Bytes BytesRead => new(_bytesRead);

    /// <summary>errno of the last read that failed outright; EPERM and ESRCH end a look, EFAULT is an ordinary hole.</summary>
    public int LastErrno { get; private set; }

    public int Read(Address from, Span<byte> into)
    {
        int done = 0;
        while (done < into.Length)
        {
            Span<byte> window = into.Slice(done, Math.Min(Window, into.Length - done));
            int got = ReadWindow(from + done, window);
            done += got;
            if (got < window.Length)
                break;
        }
        return done;
    }

    public int ReadEach(ReadOnlySpan<Address> from, int size, Span<byte> into, Span<bool> read)
    {
        int count = 0;
        for (int at = 0; at < from.Length; at += Batch)
        {
            int n = Math.Min(Batch, from.Length - at);
            count += ReadBatch(from.Slice(at, n), size, into.Slice(at * size, n * size), read.Slice(at, n));
        }
        return count;
    }

    int ReadWindow(Address from, Span<byte> into)
    {
        fixed (byte* at = into)
        {
            Libc.IoVec local = new() { Base = at, Length = (nuint)into.Length };
            Libc.IoVec* remote = stackalloc Libc.IoVec[Pieces];
            int count = 0;
            for (int done = 0; done < into.Length; done += Piece)
                remote[count++] = new() { Base = (void*)(from + done).Value, Length = (nuint)Math.Min(Piece, into.Length - done) };
            return (int)Call(&local, 1, remote, (nuint)count);
        }
    }

    int ReadBatch(ReadOnlySpan<Address> from, int size, Span<byte> into, Span<bool> read)
    {
        Libc.IoVec* remote = stackalloc Libc.IoVec[Batch];
        for (int i = 0; i < from.Length; i++)
            remote[i] = new() { Base = (void*)from[i].Value, Length = (nuint)size };
        read.Clear();
        int count = 0;
        fixed (byte* at = into)
        {
            // The call stops at the first address that cannot be read: note it, and go on behind it.
            for (int first = 0; first < from.Length;)
            {
                Libc.IoVec local = new() { Base = at + (first * size), Length = (nuint)((from.Length - first) * size) };
                int whole = (int)(Call(&local, 1, remote + first, (nuint)(from.Length - first)) / size);
                read.Slice(first, whole).Fill(true);
                count += whole;
                first += whole + 1;
                if (LastErrno is Errno.EPERM or Errno.ESRCH)
                    break;
            }
        }
        return count;
    }

    nint Call(Libc.IoVec* local, nuint locals, Libc.IoVec* remote, nuint remotes)
    {
        long begun = remotes > 1 || remote->Length > Small ? pace.BeginLong() : Pace.Begin();
        nint got = Libc.ProcessVmReadV(pid, local, locals, remote, remotes, 0);
        LastErrno = got < 0 ? Marshal.GetLastPInvokeError() : 0;
        // Ranges of a page hold the lock most of the time.
        if (remotes > Pieces)
            pace.EndAndRest(begun);
        else
            pace.EndAndRestInTime(begun);
        if (got < 0)
            return 0;
        _bytesRead += got;
        return got;
    }
}
