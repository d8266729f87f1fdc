using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Glibc;

namespace Fathom.Sources.Census;

/// <summary>
/// Looks through all that was reached once more, for addresses of the chunks that were not, in the ways in which programs
/// store an address otherwise than as it is. What is found so is not known to be reached, and not lost.
/// </summary>
sealed class ReachOdd
{
    const int BlockBytes = (int)ChunkBlock.Size + Small;
    const int Small = 64 * 1024;

    // x86-64: tcbhead_t.pointer_guard (nptl/tls.h), and the turn of PTR_MANGLE (sysdeps/x86_64/pointer_guard.h).
    const int PointerGuard = 0x30;
    internal const int MangledTurn = 17;
    const int MostRelative = 1 << 20;
    internal const ulong Low48 = (1UL << 48) - 1;

    readonly ReachLook _look;
    readonly ReachMarks _marks;
    readonly ChunkIndex _index;
    readonly ReachSpread _spread;
    readonly ReachKeys _keys;
    readonly ReachOffsets _offsets;
    readonly ReachMemory.TakeWords _take;
    readonly ulong _guard;
    ulong _end, _last;
    readonly ReachMissing _missing;

    // A small number is a distance to some chunk by luck alone: only many of them are believed.
    readonly HashSet<ulong> _relative = [];

    public ReachOdd(ReachLook look, ChunkIndex groups, ulong? guard)
    {
        (_look, _marks, _index, _spread, _guard) = (look, look.Spread.Marks, look.Index, look.Spread, guard ?? 0);
        ReachMissing missing = _missing = ReachMissing.Of(look, groups);
        _keys = new ReachKeys(look, missing);
        _offsets = new ReachOffsets(look, missing);
        _take = Look;
    }

    /// <summary>The secret that glibc mixes into addresses of functions, and that libraries borrow; the same for all threads.</summary>
    public static ulong? Guard(Snapshot snapshot, WalkMemory memory)
    {
        foreach (ThreadStack thread in snapshot.Threads)
        {
            if (thread.ControlBlock is { } block && memory.Word(block.Value + PointerGuard) is { } guard)
                return guard;
        }
        return null;
    }

    public void Search()
    {
        if (_missing.Range.Span == 0)
            return;
        foreach (ReachRoot root in _look.Roots.Roots.OrderBy(root => root.Range.Start))
            _look.Memory.Words(root.Range, _take);
        foreach (AddressRange part in _look.Roots.JavaHeap)
            _look.Memory.Words(part, _take);
        byte[] bytes = new byte[BlockBytes];
        for (int i = 0; i < _index.Blocks.Count && !_look.Memory.CheckTime(); i++)
            LookThrough(_index.Blocks[i], _marks.OfBlock(i), bytes);
        for (int i = 0; i < _index.Large.Count; i++)
        {
            LargeChunk large = _index.Large[i];
            if (_marks.OfLarge[i] is not ReachLabels.NotReached)
                _look.Memory.Words(new AddressRange(new Address(large.Address + 16), new Address(large.Address + large.Size)), _take);
        }
        _keys.End();
        MarkRelative();
        _spread.Drain();
    }

    void LookThrough(ChunkBlock block, Span<byte> marks, byte[] bytes)
    {
        if (!marks.ContainsAnyExcept(ReachLabels.NotReached))
            return;
        _look.Memory.Fill(block.Start, bytes);
        ulong? at = block.Next(block.Start);
        for (int k = 0; k < marks.Length && at is { } chunk; k++)
        {
            at = block.Next(chunk + 16);
            if (marks[k] == ReachLabels.NotReached)
                continue;
            int from = (int)(chunk - block.Start) + 16;
            ulong size = from <= bytes.Length - 8 ? BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(from - 8)) & ~Chunk.Flags : 0;
            if (at is { } next && size > next - chunk)
                size = next - chunk;
            if (size <= (ulong)(bytes.Length - from))
                Look(chunk + 16, MemoryMarshal.Cast<byte, ulong>(bytes.AsSpan(from, Math.Max(0, (int)size - 8))));
            else if (size < 1UL << 40)
                _look.Memory.Words(new AddressRange(new Address(chunk + 16), new Address(chunk + size + 8)), _take);
        }
    }

    void Look(ulong at, ReadOnlySpan<ulong> words)
    {
        ReachSieve sieve = new(_missing.Range, _guard);
        for (int i = sieve.Next(words, 0, at); i < words.Length; i = sieve.Next(words, i + ReachSieve.Lanes, at))
        {
            for (int j = i; j < Math.Min(i + ReachSieve.Lanes, words.Length); j++)
            {
                if (words[j] != 0)
                    Test(unchecked(at + (8 * (ulong)j)), words[j]);
            }
        }
        LookAcross(at, words);
        LookBetween(sieve, MemoryMarshal.AsBytes(words));
        _keys.Add(words);
        _offsets.Look(at, words);
    }

    void Test(ulong place, ulong word)
    {
        unchecked
        {
            Try((word & Low48) & ~15UL, ReachLabels.Odd);
            Try(word >> 16, ReachLabels.Odd);
            Try(word << 1, ReachLabels.Odd);
            Try(word << 3, ReachLabels.Odd);
            Try(word << 4, ReachLabels.Odd);
            Try(BinaryPrimitives.ReverseEndianness(word), ReachLabels.Odd);
            Try(~word, ReachLabels.Keyed);
            Try(BitOperations.RotateRight(word, MangledTurn) ^ _guard, ReachLabels.Mangled);
            Try(word ^ (place >> 12), ReachLabels.Mangled);
            TryRelative(word + place);
            TryRelative(place + (ulong)(long)(int)word);
            TryRelative(place + 4 + (ulong)((long)word >> 32));
        }
    }

    /// <summary>An address that stands half in the window before.</summary>
    void LookAcross(ulong at, ReadOnlySpan<ulong> words)
    {
        if (words.IsEmpty)
            return;
        for (int shift = 8; shift < 64 && at == _end; shift += 8)
            Try((_last >> shift) | (words[0] << (64 - shift)), ReachLabels.Odd);
        (_end, _last) = (at + (8 * (ulong)words.Length), words[^1]);
    }

    /// <summary>Addresses that do not stand at a multiple of 8.</summary>
    void LookBetween(in ReachSieve sieve, ReadOnlySpan<byte> bytes)
    {
        for (int i = sieve.NextBetween(bytes, 0); i + 8 < bytes.Length; i = sieve.NextBetween(bytes, i + (8 * ReachSieve.Lanes)))
        {
            int end = Math.Min(i + (8 * ReachSieve.Lanes), bytes.Length - 8);
            for (int at = i + 1; at < end; at++)
            {
                if (at % 8 != 0)
                    Try(BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]), ReachLabels.Odd);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Try(ulong address, byte label)
    {
        if (_missing.MayHave(address))
            Note(address, label);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void TryRelative(ulong address)
    {
        if ((address & 15) == 0 && _missing.MayHave(address) && _relative.Count < MostRelative
            && _index.Find(address) is { Found: true } chunk && _marks[chunk] == ReachLabels.NotReached)
            _relative.Add(address);
    }

    /// <summary>Distances from their own places: as many as half of a group.</summary>
    void MarkRelative()
    {
        Dictionary<ushort, long> found = [];
        foreach (ulong user in _relative)
            CollectionsMarshal.GetValueRefOrAddDefault(found, _missing.GroupOf(_index.Find(user)), out _)++;
        _spread.Use(ReachLabels.Offsets);
        foreach (ulong user in _relative)
        {
            ChunkRef chunk = _index.Find(user);
            ushort group = _missing.GroupOf(chunk);
            if (found[group] >= ReachMissing.Least && 2 * found[group] >= Math.Min(_missing.CountOf(group), MostRelative))
                _spread.Mark(chunk);
        }
    }

    void Note(ulong address, byte label)
    {
        ChunkRef chunk = _index.Find(address);
        // Behind NMT's header.
        if (!chunk.Found)
            chunk = _index.Find(unchecked(address - 16));
        if (!chunk.Found)
            return;
        _spread.Use(label);
        _spread.Mark(chunk);
    }
}
