using System.Buffers.Binary;
using Fathom.Evidence;

namespace Fathom.Sources.Glibc;

/// <summary>
/// Reads words that lists lead to. Lists stay within a few pages for long stretches, so pages are kept for a moment.
/// </summary>
sealed class LinkReader(WalkMemory memory)
{
    const int Slots = 256;
    const int PageSize = Bytes.PageSize;

    readonly byte[] _pages = new byte[Slots * PageSize];
    readonly ulong[] _of = new ulong[Slots];

    /// <summary>Whether links are mixed with their places; null until one has told.</summary>
    public bool? IsProtected { get; private set; }

    /// <summary>A size word and the link behind it; false where they are not in memory.</summary>
    public bool Read(ulong at, out ulong word, out ulong link)
    {
        word = link = 0;
        if (at >= 1UL << 56 || at < PageSize)
            return false;
        // A chunk begins at a multiple of 16, so its size and its link are never on one page by luck alone.
        return Word(at, out word) && Word(at + 8, out link);
    }

    /// <summary>
    /// The address behind a stored link. Which of the two ways this malloc has, the first link tells of which only one
    /// way leads to a chunk of the list's size.
    /// </summary>
    /// <param name="header">From the address to the size word.</param>
    public ulong Revealed(ulong place, ulong stored, int header, ulong size)
    {
        ulong mixed = stored ^ (place >> 12);
        if (IsProtected is null && Leads(mixed, header, size) != Leads(stored, header, size))
            IsProtected = Leads(mixed, header, size);
        return IsProtected ?? true ? mixed : stored;
    }

    bool Leads(ulong address, int header, ulong size) =>
        address == 0 || (address % 16 == 0 && address > PageSize && Word(unchecked(address + (ulong)header), out ulong word)
            && (word & ~Chunk.Flags) == size);

    bool Word(ulong at, out ulong word)
    {
        word = 0;
        if (at >= 1UL << 56)
            return false;
        ulong page = at / PageSize;
        int slot = (int)(page % Slots);
        if (_of[slot] != page)
        {
            _of[slot] = 0;
            if (memory.Read(new Address(page * PageSize), _pages.AsSpan(slot * PageSize, PageSize)) != PageSize)
                return false;
            _of[slot] = page;
        }
        word = BinaryPrimitives.ReadUInt64LittleEndian(_pages.AsSpan((slot * PageSize) + (int)(at % PageSize)));
        return true;
    }

    /// <summary>Forgets the pages: what is read next is as it is then.</summary>
    public void Renew() => Array.Clear(_of);
}
