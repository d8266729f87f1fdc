using System.Runtime.InteropServices;
using Fathom.Evidence;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Uprobes;

/// <summary>The tables in the kernel that the programs share with fathom.</summary>
sealed class SamplingTables : IDisposable
{
    const int Batch = 8192;
    const int MostProcessors = 8192;

    readonly SafeFileHandle _blocks, _pending, _counters, _ring;

    SamplingTables(SafeFileHandle blocks, SafeFileHandle pending, SafeFileHandle counters, SafeFileHandle ring, SampleRing records) =>
        (_blocks, _pending, _counters, _ring, Records) = (blocks, pending, counters, ring, records);

    public SampleRing Records { get; }

    public static Result<SamplingTables> Make()
    {
        BpfObjects.RaiseLimit();
        List<SafeFileHandle> made = [];
        Result<SamplingTables> tables =
            Keep(BpfObjects.Map(BpfMapKind.Hash, sizeof(ulong), SampledBlock.Bytes, SamplingLayout.Blocks)).Then(blocks =>
            Keep(BpfObjects.Map(BpfMapKind.Hash, sizeof(ulong), SamplingPrograms.CallBytes, SamplingLayout.Pending)).Then(pending =>
            Keep(BpfObjects.Map(BpfMapKind.ArrayOfEachProcessor, sizeof(int), 8 * SamplingLayout.Counters, 1)).Then(counters =>
            Keep(BpfObjects.Map(BpfMapKind.Ring, 0, 0, SamplingLayout.RingBytes)).Then(ring =>
            SampleRing.Of(ring).Then<SamplingTables>(records => new SamplingTables(blocks, pending, counters, ring, records))))));
        if (!tables.Ok)
            made.ForEach(map => map.Dispose());
        return tables;

        Result<SafeFileHandle> Keep(Result<SafeFileHandle> map)
        {
            if (map.Ok)
                made.Add(map.Value);
            return map;
        }
    }

    public SamplingPrograms Programs(PidSpace space, long interval) => new(_blocks, _pending, _counters, _ring, space, interval);

    /// <summary>The sum over all processors.</summary>
    public long this[SamplingCounter counter]
    {
        get
        {
            ulong[] values = new ulong[MostProcessors * SamplingLayout.Counters];
            ulong sum = 0;
            if (BpfObjects.Find(_counters, stackalloc byte[sizeof(int)], MemoryMarshal.AsBytes(values.AsSpan())))
            {
                for (int i = (int)counter; i < values.Length; i += SamplingLayout.Counters)
                    sum = unchecked(sum + values[i]);
            }
            return unchecked((long)(sum & long.MaxValue));
        }
    }

    /// <summary>What lives now, by address.</summary>
    public Dictionary<ulong, SampledBlock> Blocks()
    {
        Dictionary<ulong, SampledBlock> blocks = [];
        ulong[] keys = new ulong[Batch];
        SampledBlock[] values = new SampledBlock[Batch];
        Span<byte> place = stackalloc byte[sizeof(ulong)];
        (bool begun, bool isMore) = (false, true);
        // A hash is read bucket by bucket: no more rounds than it has room.
        for (int rounds = 0; isMore && rounds <= SamplingLayout.Blocks; rounds++)
        {
            isMore = BpfObjects.FindMany(_blocks, place, ref begun, keys, MemoryMarshal.AsBytes(values.AsSpan()), out int count);
            for (int i = 0; i < Math.Min(count, Batch); i++)
                blocks[keys[i]] = values[i];
        }
        return blocks;
    }

    public void Dispose()
    {
        Records.Dispose();
        foreach (SafeFileHandle map in (ReadOnlySpan<SafeFileHandle>)[_blocks, _pending, _counters, _ring])
            map.Dispose();
    }
}
