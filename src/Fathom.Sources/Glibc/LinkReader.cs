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
    /// The address behind a stored link. A plain one is aligned; a mixed one is aligned only after the mix is undone,
    /// and both at once only by chance: a link that stays near its place decides.
    /// </summary>
    public ulong Revealed(ulong place, ulong stored)
    {
        ulong mixed = stored ^ (place >> 12);
        if (stored == 0)
            return IsProtected == true ? mixed : 0;
        if (IsProtected is null)
        {
            if (mixed == 0)
                IsProtected = true;
            else if (IsNear(place, mixed) != IsNear(place, stored))
                IsProtected = IsNear(place, mixed);
        }
        return IsProtected ?? true ? mixed : stored;
    }

    /// <summary>Null until a link has told.</summary>
    public bool? IsProtected { get; set; }

    static bool IsNear(ulong place, ulong address) => address % 16 == 0 && (address >> 40) == (place >> 40);

    bool Word(ulong at, out ulong word)
    {
        ulong page = at / PageSize;
        int slot = (int)(page % Slots);
        if (_of[slot] != page)
        {
            _of[slot] = 0;
            if (memory.Read(new Address(page * PageSize), _pages.AsSpan(slot * PageSize, PageSize)) != PageSize)
            {
                word = 0;
                return false;
            }
            _of[slot] = page;
        }
        word = BinaryPrimitives.ReadUInt64LittleEndian(_pages.AsSpan((slot * PageSize) + (int)(at % PageSize)));
        return true;
    }

    /// <summary>Forgets the pages: what is read next is as it is then.</summary>
    public void Renew() => Array.Clear(_of);
}
