using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Tests.Sources;

/// <summary>Memory made of arrays; between them nothing can be read.</summary>
sealed class FakeMemory : IMemory
{
    // In the order of addresses. Every word that a walk follows is a read of its own.
    (ulong Start, byte[] Bytes)[] _parts = [];

    internal FakeMemory Put(ulong address, byte[] bytes)
    {
        _parts = [.. _parts.Where(part => part.Start != address).Append((Start: address, Bytes: bytes)).OrderBy(part => part.Start)];
        return this;
    }

    public int Read(Address from, Span<byte> into)
    {
        int done = 0;
        foreach ((ulong start, byte[] bytes) in _parts)
        {
            ulong at = unchecked(from.Value + (ulong)done);
            if (done == into.Length || at < start || at - start >= (ulong)bytes.Length)
                continue;
            ReadOnlySpan<byte> rest = bytes.AsSpan((int)(at - start));
            rest = rest[..Math.Min(rest.Length, into.Length - done)];
            rest.CopyTo(into[done..]);
            done += rest.Length;
        }
        return done;
    }

    public int ReadEach(ReadOnlySpan<Address> from, int size, Span<byte> into, Span<bool> read)
    {
        int count = 0;
        for (int i = 0; i < from.Length; i++)
        {
            read[i] = Read(from[i], into.Slice(i * size, size)) == size;
            count += read[i] ? 1 : 0;
        }
        return count;
    }
}
