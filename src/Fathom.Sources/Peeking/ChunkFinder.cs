using Fathom.Evidence;
using Fathom.Sources.Glibc;

namespace Fathom.Sources.Peeking;

/// <summary>Waits in a walk for the chunks that hold some addresses, and notes their neighbours.</summary>
sealed class ChunkFinder : IChunkVisitor
{
    readonly ulong[] _wanted;
    readonly Dictionary<ulong, Found> _found = [];
    Address _arena;
    Chunk _last;
    ulong _waiting;

    public ChunkFinder(IEnumerable<ulong> addresses)
    {
        _wanted = [.. addresses.Distinct()];
        Array.Sort(_wanted);
    }

    public sealed record Found(Address Arena, Chunk Chunk, Chunk? Before)
    {
        public Chunk? After { get; init; }
    }

    public Found? Of(ulong address) => _found.GetValueOrDefault(address);

    public void Begin(Address arena)
    {
        _arena = arena;
        _last = default;
        _waiting = 0;
        foreach (ulong address in _found.Where(each => each.Value.Arena == arena).Select(each => each.Key).ToArray())
            _found.Remove(address);
    }

    public void Visit(ReadOnlySpan<Chunk> chunks, ulong start, ReadOnlySpan<byte> bytes)
    {
        if (chunks.Length == 0)
            return;
        if (_waiting != 0 && _found.TryGetValue(_waiting, out Found? waiting) && waiting.Chunk.End == chunks[0].Address)
            _found[_waiting] = waiting with { After = chunks[0] };
        _waiting = 0;
        ulong end = chunks[^1].End;
        int at = Array.BinarySearch(_wanted, chunks[0].Address);
        for (at = at < 0 ? ~at : at; at < _wanted.Length && _wanted[at] < end; at++)
            Note(_wanted[at], chunks);
        _last = chunks[^1];
    }

    public void Cached(ReadOnlySpan<ulong> chunks)
    {
        foreach (ulong address in _found.Keys.ToArray())
        {
            Found found = _found[address];
            _found[address] = found with
            {
                Chunk = Told(found.Chunk, chunks),
                Before = found.Before is { } before ? Told(before, chunks) : null,
                After = found.After is { } after ? Told(after, chunks) : null,
            };
        }
    }

    static Chunk Told(Chunk chunk, ReadOnlySpan<ulong> cached) =>
        chunk.State == ChunkState.InUse && cached.BinarySearch(chunk.Address) >= 0 ? chunk.As(ChunkState.Tcache) : chunk;

    void Note(ulong address, ReadOnlySpan<Chunk> chunks)
    {
        int low = 0, high = chunks.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (chunks[middle].Address <= address)
                low = middle;
            else
                high = middle - 1;
        }
        Chunk chunk = chunks[low];
        if (address < chunk.Address || address >= chunk.End)
            return;
        Chunk before = low > 0 ? chunks[low - 1] : _last;
        bool isLast = low == chunks.Length - 1;
        _found[address] = new Found(_arena, chunk, before.Size > 0 && before.End == chunk.Address ? before : null)
        {
            After = isLast ? null : chunks[low + 1],
        };
        if (isLast)
            _waiting = address;
    }
}
