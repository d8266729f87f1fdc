using System.Runtime.InteropServices;
using Fathom.Evidence.Census;
using Fathom.Sources.Glibc;
using Fathom.Sources.HotSpot.Nmt;

namespace Fathom.Sources.Census;

/// <summary>Which group a live chunk belongs to, by its own marks.</summary>
sealed class ChunkSorting(LibraryPages libraries, NmtTagging tags, HeapRanges heaps, GroupTable groups)
{
    /// <summary>What has to be read of a chunk, from what malloc returned on.</summary>
    public const int HeadBytes = ContentSniff.Enough + NmtHeader.Length;

    const int MostWords = 3;
    const int SievedWords = 64;

    /// <param name="word">The chunk's size with malloc's flags.</param>
    /// <param name="user">From what malloc returned on, to the end of the chunk or of what could be read.</param>
    public ushort GroupOf(ulong word, ReadOnlySpan<byte> user)
    {
        unchecked
        {
            ulong size = word & ~Chunk.Unaligned;
            GroupKey key = new() { Slot = SizeTable.SlotOf(size), Tag = tags.IsOn ? tags.TagOf(user, word) : (short)-1 };
            int skip = key.Tag >= 0 ? NmtHeader.Length : 0;
            if (user.Length < skip)
                return groups.Of(key);
            ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(user);
            ulong hits = libraries.Sieve(words[..Math.Min(words.Length, SievedWords)]);
            int found = 0;
            for (; hits != 0 && found < MostWords; hits &= hits - 1)
            {
                int at = System.Numerics.BitOperations.TrailingZeroCount(hits);
                if (libraries.TryFind(words[at], out _, out _))
                {
                    key.Add(at, words[at]);
                    found++;
                }
            }
            ReadOnlySpan<byte> data = user[skip..];
            ContentKind kind = ContentSniff.Of(data[..Math.Min(data.Length, ContentSniff.Enough)], size);
            if (kind == ContentKind.Unknown && heaps.ArePointers(MemoryMarshal.Cast<byte, ulong>(data)))
                kind = ContentKind.Pointers;
            // An object with functions is none of a text, whatever its first bytes spell.
            key.Content = found > 0 && kind != ContentKind.Pointers ? (byte)ContentKind.Unknown : (byte)kind;
            return groups.Of(key);
        }
    }
}
