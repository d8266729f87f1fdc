using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Glibc;

/// <summary>How a chain of chunks ends within a window.</summary>
enum ChainEnd
{
    /// <summary>The next header lies beyond the window.</summary>
    WindowEnd,

    /// <summary>The last chunk reaches to the end of the heap: it is the top.</summary>
    Top,

    /// <summary>The mark at the end of a full heap.</summary>
    Fencepost,

    /// <summary>What stands where a header should be cannot be one.</summary>
    Broken,
}

/// <summary>A copy of a stretch of resident memory, and the chunks whose headers lie in it.</summary>
sealed unsafe class ChunkWindow
{
    public const int Capacity = 256 * 1024;

    readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Capacity, pinned: true);
    readonly Chunk[] _chunks = new Chunk[(Capacity / (int)Chunk.FencepostSize) + 1];
    readonly byte* _at;
    int _kept;

    public ChunkWindow() => _at = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_bytes));

    public ulong Start { get; private set; }

    public int Length { get; private set; }

    public int Count { get; private set; }

    /// <summary>Where the chain goes on, or broke.</summary>
    public ulong Next { get; private set; }

    public ChainEnd Ended { get; private set; }

    public ulong End => Start + (ulong)Length;

    public Span<Chunk> Chunks => _chunks.AsSpan(0, Count);

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>Copies from the page of an address on, within one run of resident pages.</summary>
    /// <param name="overlap">How much of what lies before it to copy again.</param>
    public bool Load(IMemory memory, AddressRange run, ulong from, ulong end, ulong overlap = 0)
    {
        Count = 0;
        ulong page = from & ~(Evidence.Bytes.PageSize - 1UL);
        Start = Math.Max(run.Start.Value, page - Math.Min(page, overlap));
        ulong wanted = Math.Min(Math.Min(run.End.Value, (end + 4095) & ~4095UL) - Start, Capacity);
        Length = memory.Read(new Address(Start), _bytes.AsSpan(0, (int)wanted)) & ~15;
        // What lists it is in stands behind a free chunk's header: where memory goes on, it is read with it.
        _kept = Start + (ulong)Length < run.End.Value ? 32 : 16;
        return Has(from, _kept);
    }

    public bool Has(ulong address, int length) =>
        address >= Start && address - Start <= (ulong)Length && (ulong)Length - (address - Start) >= (ulong)length;

    /// <summary>A word of the copy; the caller knows that it is there.</summary>
    public ulong Word(ulong address) => *(ulong*)(_at + (address - Start));

    /// <summary>
    /// Whether a free chunk's size stands at its other end, too, for all of them; or what stands there says how it changed
    /// while it was copied.
    /// </summary>
    public bool TagsAgree { get; private set; }

    /// <summary>Follows the chain from a header in this window, in a heap that ends at an address.</summary>
    /// <param name="before">The size of the chunk before it; 0 where it is not known.</param>
    public ChainEnd Parse(ulong from, ulong end, ulong before = 0)
    {
        unchecked
        {
            int count = 0;
            ulong at = from;
            ulong last = End - (ulong)_kept;
            byte* bytes = _at - Start;
            ref Chunk chunks = ref MemoryMarshal.GetArrayDataReference(_chunks);
            ulong torn = 0;
            ulong previous = before != 0 || from > last ? before : *(ulong*)(bytes + from);
            ChainEnd ended = ChainEnd.WindowEnd;
            while (at <= last && at != end)
            {
                ulong word = *(ulong*)(bytes + at + 8);
                ulong size = word & ~Chunk.Flags;
                if ((word & (8 | Chunk.IsMmapped)) != 0 || size < Chunk.Least || size > end - at)
                {
                    ended = Odd(at, word, end);
                    if (ended != ChainEnd.WindowEnd)
                        break;
                    size = Chunk.FencepostSize;
                }
                // Without a branch that nobody could foresee: all ones where the chunk before is free.
                torn |= ((word & Chunk.PreviousInUse) - 1) & (*(ulong*)(bytes + at) ^ previous);
                previous = size;
                Unsafe.Add(ref chunks, count++) = new Chunk(at, word);
                at += size;
            }
            (Count, Next) = (count, at);
            TagsAgree = torn == 0 || AreExplained(before);
            return Ended = at == end && ended == ChainEnd.WindowEnd ? ChainEnd.Top : ended;
        }
    }

    /// <param name="before">The size of the chunk before the first; 0 where it is not known.</param>
    bool AreExplained(ulong before)
    {
        for (int i = 0; i < Count; i++)
        {
            Chunk chunk = _chunks[i];
            ulong size = i > 0 ? _chunks[i - 1].Word & ~Chunk.Flags : before;
            ulong tag = Word(chunk.Address);
            if ((chunk.Word & Chunk.PreviousInUse) == 0 && size != 0 && tag != size && !IsExplained(chunk.Address, size, tag))
                return false;
        }
        return true;
    }

    /// <summary>
    /// A free chunk whose header was copied and whose end then changed before that was: its front was given away, and the
    /// end tells what is left (malloc/malloc.c, _int_malloc); or it became one with chunks before it (_int_free), whose new
    /// header or old one was copied.
    /// </summary>
    /// <param name="at">The chunk behind it, which holds the tag.</param>
    public bool IsExplained(ulong at, ulong size, ulong tag)
    {
        if (tag % 16 != 0 || tag < Chunk.Least || tag > at)
            return false;
        if (tag < size)
            return size - tag >= Chunk.Least;
        // What lies before this window is not known.
        return at - tag < Start || (Word(at - tag + 8) & ~Chunk.Flags) == tag || Chunks.BinarySearch(new ByAddress(at - tag)) >= 0;
    }

    readonly struct ByAddress(ulong address) : IComparable<Chunk>
    {
        public int CompareTo(Chunk other) => address.CompareTo(other.Address);
    }

    /// <summary>Fenceposts (malloc/malloc.c, sysmalloc): 16 in use, and 0 as the last of a heap that is full.</summary>
    static ChainEnd Odd(ulong at, ulong word, ulong end)
    {
        ulong size = word & ~Chunk.Flags;
        if ((word & Chunk.IsMmapped) == 0 && size == Chunk.FencepostSize)
            return ChainEnd.WindowEnd;
        return word == Chunk.PreviousInUse && end - at == Chunk.FencepostSize ? ChainEnd.Fencepost : ChainEnd.Broken;
    }

    public void Clear() => Count = 0;

    /// <summary>Takes the last chunks off again.</summary>
    public void Drop(int chunks)
    {
        Count -= chunks;
        Next = _chunks[Count].Address;
    }
}
