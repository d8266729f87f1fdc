using System.Runtime.InteropServices;
using Fathom.Sources.Kernel;

namespace Fathom.Tests.Sources.Kernel;

public unsafe class PerfRingTests : IDisposable
{
    const int Bytes = 4096;

    readonly byte* _page = (byte*)NativeMemory.AllocZeroed((nuint)(Environment.SystemPageSize + Bytes));

    ulong* Head => (ulong*)(_page + 1024);

    ulong* Tail => (ulong*)(_page + 1032);

    Span<byte> Data => new(_page + Environment.SystemPageSize, Bytes);

    public void Dispose()
    {
        NativeMemory.Free(_page);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Records_come_whole_also_around_the_end()
    {
        PerfRing ring = PerfRing.At(_page, Bytes);
        Random random = new(5);
        List<byte[]> written = [], read = [];
        for (int round = 0; round < 300; round++)
        {
            for (int i = random.Next(4); i >= 0; i--)
            {
                byte[] body = new byte[8 * random.Next(60)];
                random.NextBytes(body);
                written.Add(MadeRecord.Whole(PerfRecord.Sample, body));
                Put(written[^1]);
            }
            ring.Drain(record => read.Add(record.ToArray()));
            Assert.Equal(*Head, *Tail);
        }
        Assert.Equal(written.Count, read.Count);
        for (int i = 0; i < read.Count; i++)
            Assert.Equal(written[i], read[i]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(4000)]
    public void A_length_that_cannot_be_ends_it(int length)
    {
        Put(MadeRecord.Whole(PerfRecord.Sample, new byte[16]));
        Data[6] = (byte)(length & 0xFF);
        Data[7] = (byte)(length >> 8);
        int count = 0;

        PerfRing.At(_page, Bytes).Drain(_ => count++);

        Assert.Equal(0, count);
    }

    /// <summary>The kernel writes on while much is read; what has not been read it must not write over.</summary>
    [Fact]
    public void Room_is_given_back_while_it_is_read()
    {
        const int bytes = 1 << 20, size = 4096;
        byte* page = (byte*)NativeMemory.AllocZeroed((nuint)(Environment.SystemPageSize + bytes));
        ulong* head = (ulong*)(page + 1024), tail = (ulong*)(page + 1032);
        byte[] record = MadeRecord.Whole(PerfRecord.Sample, new byte[size - 8]);
        for (; *head < bytes; *head += size)
            record.CopyTo(new Span<byte>(page + Environment.SystemPageSize + *head, size));
        PerfRing ring = PerfRing.At(page, bytes);
        ring.Mark();
        ulong read = 0, late = *head;
        List<ulong> tails = [];

        ring.Take(each =>
        {
            Assert.True(*tail <= read);
            tails.Add(*tail);
            read += (ulong)each.Length;
            // Written meanwhile, into room that was given back: it waits for the next time.
            if (*tail > 0 && *head == late)
                *head += size;
        });

        Assert.Equal(((ulong)bytes, (ulong)bytes, (ulong)bytes + size), (read, *tail, *head));
        Assert.Equal(4, tails.Distinct().Count());
        NativeMemory.Free(page);
    }

    void Put(byte[] record)
    {
        foreach (byte each in record)
            Data[(int)((*Head)++ % Bytes)] = each;
    }
}
