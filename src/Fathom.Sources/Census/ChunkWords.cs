using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Glibc;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Census;

/// <summary>Reads live chunks once more, in address order, for addresses of other chunks.</summary>
sealed class ChunkWords(ChunkIndex index, HeapPages pages, IMemory memory, ILinkSink sink, ulong most = ChunkWords.MostOfChunk)
{
    /// <summary>What is looked at of a chunk: a table may be longer, a structure is not.</summary>
    public const ulong MostOfChunk = 64 * 1024;

    const int Window = 256 * 1024;

    /// <summary>What lies between two chunks is read along up to here: a call costs as much.</summary>
    const ulong Gap = 4096;

    readonly byte[] _near = new byte[64 * 1024];
    readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Window);
    readonly WordRange _range = WordRange.Of(index);

    ulong _nearAt;
    int _nearLength;

    public Bytes Read { get; private set; }

    /// <summary>All chunks that begin in a block, and the rest of the one that reaches into it.</summary>
    public void Scan(ChunkBlock block)
    {
        unchecked
        {
            Piece piece = Leading(block);
            ChunkBlock.Enumerator chunks = block.GetEnumerator();
            int number = -1;
            ulong next = chunks.MoveNext() ? chunks.Current : ulong.MaxValue;
            ulong end = block.Start + ChunkBlock.Size;
            for (ulong at = block.NextMarked(block.Start); at < end && pages.From(at) is { } from && from < end;)
            {
                at = block.NextMarked(Math.Max(at, from));
                if (pages.RunAt(at) is not { } run)
                    continue;
                int wanted = (int)Math.Min(Math.Min(block.EndMarked(at), run.End.Value) - at, Window);
                int got = memory.Read(new Address(at), _bytes.AsSpan(0, wanted)) & ~15;
                Read += new Bytes(got);
                ulong to = at + (ulong)got;
                for (; next < to; next = chunks.MoveNext() ? chunks.Current : ulong.MaxValue)
                {
                    Scan(piece, at, next + 8);
                    piece = Begin(next, block.Groups[++number]);
                }
                Scan(piece, at, to);
                // What could not be read although it was there is passed over.
                at = block.NextMarked(at + (ulong)wanted);
            }
            for (; next != ulong.MaxValue; next = chunks.MoveNext() ? chunks.Current : ulong.MaxValue)
                Begin(next, block.Groups[++number]);
        }
    }

    Piece Begin(ulong chunk, ushort group) =>
        group != ChunkIndex.NotLive && sink.Begin(chunk, group) ? new Piece(chunk + 16, chunk + 16 + most) : default;

    public void Scan(LargeChunk chunk)
    {
        if (chunk.Group != ChunkIndex.NotLive && sink.Begin(chunk.Address, chunk.Group))
            Scan(chunk.Address + 16, Math.Min(chunk.Size - 16, most));
    }

    /// <summary>A chunk that was looked at before; the sink knows it.</summary>
    /// <param name="chunks">Those that are wanted in turn, by address: neighbours are read at once.</param>
    /// <param name="length">What is wanted of this one, from what malloc returned on.</param>
    public void Scan(ReadOnlySpan<ulong> chunks, int at, ulong length)
    {
        ulong user = chunks[at] + 16;
        if (length > (ulong)_near.Length)
        {
            Scan(user, length);
            return;
        }
        if (user < _nearAt || user + length > _nearAt + (ulong)_nearLength)
        {
            int last = at;
            while (last + 1 < chunks.Length && chunks[last + 1] - chunks[last] <= Gap && chunks[last + 1] + Gap - user <= (ulong)_near.Length)
                last++;
            ulong wanted = last == at ? length : Math.Max(length, chunks[last] + Gap - user);
            ulong there = pages.RunAt(user) is { } run ? run.End.Value - user : length;
            _nearLength = memory.Read(new Address(user), _near.AsSpan(0, (int)Math.Min(wanted, there))) & ~7;
            _nearAt = user;
            Read += new Bytes(_nearLength);
        }
        int from = (int)(user - _nearAt);
        Scan(MemoryMarshal.Cast<byte, ulong>(_near.AsSpan(from, (int)Math.Min(length, (ulong)(_nearLength - from)))), 0);
    }

    void Scan(ulong user, ulong length)
    {
        ulong end = user + Math.Min(length, most);
        for (ulong at = user; at < end && pages.From(at) is { } from && from < end;)
        {
            at = Math.Max(at, from);
            int wanted = (int)Math.Min(Math.Min(end, pages.RunAt(at)!.Value.End.Value) - at, Window);
            int got = memory.Read(new Address(at), _bytes.AsSpan(0, wanted)) & ~7;
            Read += new Bytes(got);
            Scan(new Piece(user, end), at, at + (ulong)got);
            at += (ulong)wanted;
        }
    }

    Piece Leading(ChunkBlock block)
    {
        if (block.Leading == 0 || block.Leading + 16 + most <= block.Start || index.Find(block.Leading + 16) is not { Found: true } found)
            return default;
        ushort group = index.GroupOf(found);
        return group != ChunkIndex.NotLive && sink.Begin(block.Leading, group)
            ? new Piece(block.Leading + 16, block.Leading + 16 + most) : default;
    }

    void Scan(Piece piece, ulong start, ulong to)
    {
        unchecked
        {
            ulong from = Math.Max(piece.User, start);
            to = Math.Min(to, piece.Limit);
            if (to <= from + 7)
                return;
            ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(_bytes.AsSpan((int)(from - start), (int)(to - from)));
            Scan(words, (int)(from - piece.User));
        }
    }

    void Scan(ReadOnlySpan<ulong> words, int offset)
    {
        for (int i = WordSieve.Next(words, 0, _range); i < words.Length; i = WordSieve.Next(words, i + 1, _range))
            sink.Link(unchecked(offset + 8 * i), words[i]);
    }

    /// <summary>The chunk whose words come now, as far as they are looked at.</summary>
    readonly record struct Piece(ulong User, ulong Limit);
}
