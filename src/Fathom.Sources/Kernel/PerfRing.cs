using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fathom.Sources.Native;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Kernel;

/// <summary>The ring that the kernel writes the events of one processor into (struct perf_event_mmap_page).</summary>
sealed unsafe class PerfRing : IDisposable
{
    const int HeadAt = 1024, TailAt = 1032;
    const int ReadAndWrite = 3, Shared = 1;

    /// <summary>So much is read before the kernel is told that it has room again: it writes on meanwhile.</summary>
    const int Piece = 256 * 1024;

    readonly int _bytes;
    readonly byte[] _bent = new byte[ushort.MaxValue + 1];
    byte* _page;
    ulong _marked, _peeked;

    PerfRing(byte* page, int bytes)
    {
        _page = page;
        _bytes = bytes;
    }

    /// <summary>Null with errno: mlock's limit, mostly.</summary>
    public static PerfRing? Map(SafeFileHandle file, int bytes, out int errno)
    {
        byte* page = Libc.Map(null, (nuint)(bytes + Environment.SystemPageSize), ReadAndWrite, Shared, (int)file.DangerousGetHandle(), 0);
        errno = (nint)page == -1 ? Marshal.GetLastPInvokeError() : 0;
        return errno == 0 ? new PerfRing(page, bytes) : null;
    }

    /// <summary>For tests: a page and a ring behind it that nobody else writes.</summary>
    internal static PerfRing At(byte* page, int bytes) => new(page, bytes);

    /// <summary>
    /// It was nearly full at some time. The kernel tells of what it lost only with the next record that fits: where none came, nobody told.
    /// </summary>
    public bool WasFull { get; private set; }

    /// <summary>What was lost until now does not count.</summary>
    public void Forget() => WasFull = false;

    public delegate void Reader(ReadOnlySpan<byte> record);

    /// <summary>What has been written so far is what is taken next.</summary>
    public void Mark()
    {
        _marked = Volatile.Read(ref Unsafe.AsRef<ulong>(_page + HeadAt));
        WasFull |= IsNearlyFull(_marked);
    }

    /// <summary>Shows each record once that is no sample, those too that have come since the mark. All stay where they are.</summary>
    public void Peek(Reader read)
    {
        ulong head = Volatile.Read(ref Unsafe.AsRef<ulong>(_page + HeadAt));
        _peeked = Each(Math.Max(_peeked, Tail), head, read, isPeek: true);
    }

    /// <summary>Hands over each whole record up to the mark, in the order in which it was written.</summary>
    public void Take(Reader read) => Each(Tail, _marked, read, isPeek: false);

    public void Drain(Reader read)
    {
        Mark();
        Take(read);
    }

    ulong Tail => *(ulong*)(_page + TailAt);

    /// <returns>How far it came.</returns>
    ulong Each(ulong from, ulong to, Reader read, bool isPeek)
    {
        byte* data = _page + Environment.SystemPageSize;
        ulong told = from;
        while (to - from >= PerfRecord.HeaderBytes)
        {
            int at = (int)(from % (ulong)_bytes);
            ushort size = *(ushort*)(data + at + PerfRecord.SizeAt);
            if (size < PerfRecord.HeaderBytes || size > to - from)
                break;
            if (!isPeek || *(uint*)(data + at) != PerfRecord.Sample)
                read(Whole(data, at, size));
            from += size;
            if (!isPeek && from - told >= Piece)
                GiveBack(told = from);
        }
        if (!isPeek)
            GiveBack(from);
        return from;
    }

    void GiveBack(ulong tail)
    {
        WasFull |= IsNearlyFull(Volatile.Read(ref Unsafe.AsRef<ulong>(_page + HeadAt)));
        Volatile.Write(ref Unsafe.AsRef<ulong>(_page + TailAt), tail);
    }

    bool IsNearlyFull(ulong head) => head - Tail > (ulong)(_bytes - _bytes / 8);

    ReadOnlySpan<byte> Whole(byte* data, int at, int size)
    {
        int first = Math.Min(size, _bytes - at);
        if (first == size)
            return new ReadOnlySpan<byte>(data + at, size);
        new ReadOnlySpan<byte>(data + at, first).CopyTo(_bent);
        new ReadOnlySpan<byte>(data, size - first).CopyTo(_bent.AsSpan(first));
        return _bent.AsSpan(0, size);
    }

    public void Dispose()
    {
        if (_page is not null)
            _ = Libc.Unmap(_page, (nuint)(_bytes + Environment.SystemPageSize));
        _page = null;
    }
}
