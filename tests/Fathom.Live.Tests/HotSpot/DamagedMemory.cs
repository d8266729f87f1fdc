using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>A recording with damage: bits turned, words that point elsewhere or back to themselves, pages gone.</summary>
sealed class DamagedMemory(IReadOnlyDictionary<ulong, byte[]> pages, ulong[] places) : IMemory
{
    static readonly ulong[] Poison =
        [0, 1, 0x7f, ulong.MaxValue, long.MaxValue, int.MaxValue, uint.MaxValue, 1UL << 47, (1UL << 56) - 8, 1 << 20, 0xfffff000];

    readonly Dictionary<ulong, byte[]?> _damaged = [];

    internal long Reads { get; private set; }

    internal void Damage(Random random)
    {
        ulong page = places[random.Next(places.Length)];
        if (random.Next(16) == 0)
        {
            _damaged[page] = null;
            return;
        }
        byte[] bytes = _damaged.GetValueOrDefault(page) ?? [.. pages[page]];
        _damaged[page] = bytes;
        int at = random.Next(bytes.Length / 8) * 8;
        Span<byte> word = bytes.AsSpan(at, 8);
        switch (random.Next(6))
        {
            case 0: word[random.Next(8)] ^= (byte)(1 << random.Next(8)); break;
            case 1: BinaryPrimitives.WriteUInt64LittleEndian(word, Poison[random.Next(Poison.Length)]); break;
            case 2: BinaryPrimitives.WriteUInt64LittleEndian(word, page + (ulong)at); break;
            case 3: BinaryPrimitives.WriteUInt64LittleEndian(word, places[random.Next(places.Length)] + (ulong)(random.Next(512) * 8)); break;
            case 4: random.NextBytes(word); break;
            default: Repoint(bytes, random); break;
        }
    }

    /// <summary>Every pointer of a page leads to one place: rings, and trees without end.</summary>
    void Repoint(byte[] bytes, Random random)
    {
        ulong to = places[random.Next(places.Length)] + (ulong)(random.Next(512) * 8);
        for (int at = 0; at < bytes.Length; at += 8)
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)) is > 1 << 20 and < 1UL << 47)
                BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), to);
        }
    }

    public int Read(Address from, Span<byte> into)
    {
        Reads++;
        int done = 0;
        while (done < into.Length)
        {
            ulong at = unchecked(from.Value + (ulong)done), page = at & ~(ulong)(Bytes.PageSize - 1);
            if (!(_damaged.TryGetValue(page, out byte[]? bytes) || pages.TryGetValue(page, out bytes)) || bytes is null)
                return done;
            ReadOnlySpan<byte> rest = bytes.AsSpan((int)(at - page));
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
