using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Native;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Uprobes;

/// <summary>The ring of records that the programs fill: a page for how far it was read, one for how far it was written, then the ring, twice (kernel/bpf/ringbuf.c).</summary>
sealed unsafe class SampleRing : IDisposable
{
    public delegate void Take(in SampleHead head, ReadOnlySpan<byte> stack);

    const int Page = 4096;
    const int HeadBytes = 8;
    const int Read = 1, ReadAndWrite = 3, Shared = 1;
    const uint Busy = 1U << 31, Discarded = 1U << 30;

    readonly ulong* _consumed;
    readonly byte* _produced;

    SampleRing(byte* consumed, byte* produced)
    {
        _consumed = (ulong*)consumed;
        _produced = produced;
    }

    public static Result<SampleRing> Of(SafeFileHandle ring)
    {
        byte* consumed = Libc.Map(null, Page, ReadAndWrite, Shared, (int)ring.DangerousGetHandle(), 0);
        if ((nint)consumed == -1)
            return KernelRefusals.Of("mmap of a ring", Marshal.GetLastPInvokeError());
        byte* produced = Libc.Map(null, Page + 2 * SamplingLayout.RingBytes, Read, Shared, (int)ring.DangerousGetHandle(), Page);
        if ((nint)produced != -1)
            return new SampleRing(consumed, produced);
        Gap refused = KernelRefusals.Of("mmap of a ring", Marshal.GetLastPInvokeError());
        _ = Libc.Unmap(consumed, Page);
        return refused;
    }

    /// <summary>The last time nothing was left that a program had begun to write.</summary>
    public bool WasWhole { get; private set; } = true;

    /// <summary>Hands out what has been written; how many it was.</summary>
    public int Drain(Take take)
    {
        int count = 0;
        WasWhole = true;
        ulong at = *_consumed, end = Volatile.Read(ref *(ulong*)_produced);
        // What comes meanwhile waits for the next time, or a flood would never let go.
        while (at < end)
        {
            byte* record = _produced + Page + (at & (SamplingLayout.RingBytes - 1));
            uint length = Volatile.Read(ref *(uint*)record);
            if ((length & Busy) != 0)
            {
                WasWhole = false;
                break;
            }
            uint bytes = length & ~(Busy | Discarded);
            if ((length & Discarded) == 0 && bytes is SampleHead.Bytes + SamplingLayout.StackBytes or SampleHead.Bytes + SamplingLayout.ShortStackBytes)
            {
                SampleHead head = *(SampleHead*)(record + HeadBytes);
                take(head, new ReadOnlySpan<byte>(record + HeadBytes + SampleHead.Bytes, (int)Math.Min(head.Copied, bytes - SampleHead.Bytes)));
                count++;
            }
            at += (bytes + HeadBytes + 7UL) & ~7UL;
            Volatile.Write(ref *_consumed, at);
        }
        return count;
    }

    public void Dispose()
    {
        _ = Libc.Unmap(_consumed, Page);
        _ = Libc.Unmap(_produced, Page + 2 * SamplingLayout.RingBytes);
    }
}
