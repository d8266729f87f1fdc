using Fathom.Evidence;

namespace Fathom.Sources.Glibc;

/// <summary>
/// Free memory between two chunks that are not: what malloc_trim finds once malloc_consolidate has joined the chunks
/// of fast bins with their free neighbours.
/// </summary>
struct FreeRun
{
    // malloc/malloc.c, mtrim: a chunk keeps its struct malloc_chunk, and only whole pages behind that are returned.
    const ulong KeptHeader = 48;
    const ulong LastOfPage = Bytes.PageSize - 1;

    /// <summary>Chunks of fast bins that may reach into a run's last page.</summary>
    const int Recent = Bytes.PageSize / (int)Chunk.Least;

    readonly (ulong Start, ulong End)[] _recent;
    int _fastCount;

    public FreeRun() => _recent = new (ulong, ulong)[Recent];

    public ulong Start { get; private set; }

    public ulong End { get; private set; }

    /// <summary>The chunk before it, which keeps what is left of its first page.</summary>
    public ulong Before { get; private set; }

    public bool IsOpen { get; private set; }

    /// <summary>Bytes of it in fast bins.</summary>
    public ulong Fast { get; private set; }

    /// <summary>… of those that lie before the first page it could return.</summary>
    public ulong FastInHead { get; private set; }

    public readonly ulong FirstPage => unchecked((Start + KeptHeader + LastOfPage) & ~LastOfPage);

    /// <summary>What mtrim would give to madvise; empty where it holds no whole page.</summary>
    public readonly (ulong From, ulong To) Returned
    {
        get
        {
            unchecked
            {
                ulong size = End - Start;
                ulong first = FirstPage;
                if (size <= LastOfPage + KeptHeader || End - first <= LastOfPage || End < first)
                    return (End, End);
                return (first, first + ((End - first) & ~LastOfPage));
            }
        }
    }

    public void Add(ulong at, ulong size, bool isFast, ulong before)
    {
        unchecked
        {
            if (!IsOpen)
            {
                (Start, Before, IsOpen) = (at, before, true);
                (Fast, FastInHead, _fastCount) = (0, 0, 0);
            }
            End = at + size;
            if (!isFast)
                return;
            Fast += size;
            if (at < FirstPage)
                FastInHead += Math.Min(End, FirstPage) - at;
            _recent[_fastCount++ % Recent] = (at, End);
        }
    }

    public void Close() => IsOpen = false;

    /// <summary>Bytes in fast bins from an address in its last page on.</summary>
    public readonly ulong FastFrom(ulong address)
    {
        ulong sum = 0;
        for (int i = Math.Max(0, _fastCount - Recent); i < _fastCount; i++)
        {
            (ulong start, ulong end) = _recent[i % Recent];
            if (end > address)
                sum += end - Math.Max(start, address);
        }
        return sum;
    }
}
