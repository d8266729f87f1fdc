using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Nmt;

namespace Fathom.Tests.Sources.HotSpot.Nmt;

/// <summary>Memory as malloc leaves it, with chunks that hold the JVM's blocks and others.</summary>
sealed class MadeHeap(ulong start, int size)
{
    readonly byte[] _bytes = new byte[size];

    // Chunks begin at 8 modulo 16 with their size word, so that what malloc returns is a multiple of 16.
    int _at = 8;

    internal ulong Start => start;

    internal byte[] Bytes => _bytes;

    /// <summary>A chunk; returns where the program's part of it begins, as an index.</summary>
    internal int Chunk(int asked)
    {
        int chunk = Math.Max(32, (asked + 8 + 15) & ~15);
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(_at), (ulong)chunk | 1);
        int data = _at + 8;
        _at += chunk;
        return data;
    }

    /// <summary>A block of the JVM; returns where its data begins.</summary>
    internal int Block(int length, int tag, uint site = 0)
    {
        int header = Chunk(length + 18);
        WriteHeader(_bytes.AsSpan(header), (ulong)length, tag, site);
        _bytes[header + 16 + length] = 0xE8;
        _bytes[header + 16 + length + 1] = 0x8E;
        return header + 16;
    }

    internal static void WriteHeader(Span<byte> at, ulong length, int tag, uint site)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(at, length);
        BinaryPrimitives.WriteUInt32LittleEndian(at[8..], site);
        (at[12], at[13], at[14], at[15]) = ((byte)tag, 0, 0x9E, 0xE9);
    }

    internal AddressRange Range => new(new Address(start), new Address(start + (ulong)_bytes.Length));

    internal NmtBlockSearch Search(NmtBlockOptions? options = null, params (int First, int Pages)[] present)
    {
        PageRuns.Builder runs = new();
        if (present.Length == 0)
            runs.Add(new PageRun(new Address(start), _bytes.Length / 4096, PageKind.Present));
        FakeMemory memory = new();
        foreach ((int first, int pages) in present)
        {
            runs.Add(new PageRun(new Address(start + (ulong)(first * 4096)), pages, PageKind.Present));
            memory.Put(start + (ulong)(first * 4096), _bytes[(first * 4096)..((first + pages) * 4096)]);
        }
        if (present.Length == 0)
            memory.Put(start, _bytes);
        NmtBlockSearch search = new(new VmMemory(memory), runs.Build(), 28, options ?? new());
        search.Search([Range]);
        return search;
    }
}
