using System.Runtime.InteropServices;
using Fathom.Evidence.Census;
using Fathom.Sources.Glibc;
using Fathom.Sources.HotSpot.Nmt;

namespace Fathom.Sources.Census;

/// <summary>Which group a live chunk belongs to, by its own marks.</summary>
sealed class ChunkSorting(LibraryPages libraries, NmtTagging tags, HeapRanges heaps, GroupTable groups, bool isJvm)
{
    /// <summary>What has to be read of a chunk, from what malloc returned on.</summary>
    public const int HeadBytes = ContentSniff.Enough + NmtHeader.Length;

    const int MostWords = 3;
    const int SievedWords = 64;

    /// <summary>Some structure of a library begins with its size, so others may.</summary>
    public bool HasSized { get; private set; }

    public HeapRanges Heaps => heaps;

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
            ContentKind layout = LayoutSniff.Of(words[(skip / 8)..], size, skip, isJvm);
            if (layout != ContentKind.Unknown)
            {
                key.Content = (byte)layout;
                HasSized |= layout == ContentKind.Sized && found > 0;
            }
            // An object with functions is no text, whatever its first bytes spell.
            else if (found == 0)
                key.Content = (byte)ContentOf(user[skip..], size);
            return groups.Of(key);
        }
    }

    ContentKind ContentOf(ReadOnlySpan<byte> data, ulong size)
    {
        ContentKind kind = ContentSniff.Of(data[..Math.Min(data.Length, ContentSniff.Enough)], size);
        return kind == ContentKind.Unknown && heaps.ArePointers(MemoryMarshal.Cast<byte, ulong>(data)) ? ContentKind.Pointers : kind;
    }
}
