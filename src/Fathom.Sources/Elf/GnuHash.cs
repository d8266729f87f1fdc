using System.Buffers.Binary;
using Fathom.Evidence;

namespace Fathom.Sources.Elf;

/// <summary>
/// The hash table of exported names (DT_GNU_HASH, glibc elf/dl-lookup.c): header, bloom words, buckets, chains. It
/// also says how many dynamic symbols there are, which nothing else does in memory.
/// </summary>
public readonly struct GnuHash
{
    const int HeadSize = 16;
    const uint EndOfChain = 1;

    readonly ElfPart _part;
    readonly uint _buckets;
    readonly uint _firstHashed;
    readonly ulong _bucketsAt;

    GnuHash(ElfPart part, uint buckets, uint firstHashed, ulong bucketsAt)
    {
        _part = part;
        _buckets = buckets;
        _firstHashed = firstHashed;
        _bucketsAt = bucketsAt;
    }

    ulong ChainsAt => _bucketsAt + (ulong)_buckets * 4;

    public static GnuHash? Read(ElfPart part)
    {
        Span<byte> head = stackalloc byte[HeadSize];
        if (!part.ReadWhole(0, head))
            return null;
        uint buckets = BinaryPrimitives.ReadUInt32LittleEndian(head);
        uint firstHashed = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        uint bloomWords = BinaryPrimitives.ReadUInt32LittleEndian(head[8..]);
        if (buckets == 0 || buckets > Limits.ElfSymbols || bloomWords > Limits.ElfSymbols)
            return null;
        return new GnuHash(part, buckets, firstHashed, HeadSize + (ulong)bloomWords * 8);
    }

    /// <summary>Null where a chain does not end.</summary>
    public uint? CountSymbols()
    {
        uint last = 0;
        Span<byte> window = stackalloc byte[1024];
        for (ulong i = 0; i < _buckets; i += 256)
        {
            Span<byte> now = window[..((int)Math.Min(256, _buckets - i) * 4)];
            if (!_part.ReadWhole(_bucketsAt + i * 4, now))
                return null;
            for (int at = 0; at < now.Length; at += 4)
                last = Math.Max(last, BinaryPrimitives.ReadUInt32LittleEndian(now[at..]));
        }
        if (last < _firstHashed)
            return _firstHashed;
        for (uint steps = 0; steps < Limits.ElfHashSteps && last < uint.MaxValue; steps++, last++)
        {
            if (_part.ReadUInt32(ChainsAt + (ulong)(last - _firstHashed) * 4) is not { } hash)
                return null;
            if ((hash & EndOfChain) != 0)
                return last + 1;
        }
        return null;
    }

    /// <summary>
    /// Symbols whose hash is that of the name; the caller compares the names. False: the table is damaged or has more
    /// of them than fit, and says nothing.
    /// </summary>
    public bool TryFind(ReadOnlySpan<byte> name, Span<uint> candidates, out int found)
    {
        found = 0;
        uint hash = Of(name);
        if (_part.ReadUInt32(_bucketsAt + (ulong)(hash % _buckets) * 4) is not { } symbol)
            return false;
        if (symbol == 0)
            return true;
        if (symbol < _firstHashed)
            return false;
        for (uint steps = 0; steps < Limits.ElfHashSteps && symbol < uint.MaxValue; steps++, symbol++)
        {
            if (_part.ReadUInt32(ChainsAt + (ulong)(symbol - _firstHashed) * 4) is not { } other)
                return false;
            if ((other | EndOfChain) == (hash | EndOfChain))
            {
                if (found == candidates.Length)
                    return false;
                candidates[found++] = symbol;
            }
            if ((other & EndOfChain) != 0)
                return true;
        }
        return false;
    }

    public static uint Of(ReadOnlySpan<byte> name)
    {
        uint hash = 5381;
        foreach (byte b in name)
            hash = unchecked(hash * 33 + b);
        return hash;
    }
}
