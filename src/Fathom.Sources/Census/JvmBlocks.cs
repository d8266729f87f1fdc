using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Sources.Glibc;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Census;

/// <summary>
/// What only the JVM's own blocks lead to. HotSpot's tables, arenas and buffers carry no marks, come in ones and twos, and
/// are often referred to by addresses with state in their low bits, or behind padding, so that no field shows.
/// </summary>
sealed class JvmBlocks : ILinkSink
{
    /// <summary>The string table of a large program has a bucket array of some MiB.</summary>
    const ulong MostOfChunk = 8 << 20;

    /// <summary>Chunks looked at one by one, up to a read each: half a second together.</summary>
    const int MostAgain = 1 << 18;

    /// <summary>Of a kind that has many, a few are stale words' doing.</summary>
    const long Few = 16;
    const long KindShare = 8;

    /// <summary>HotSpot's tables keep state in the low bits (share/utilities/concurrentHashTable.hpp; constant pools).</summary>
    const ulong StateBits = 7;

    /// <summary>
    /// Where padded memory begins: at a cache line or two, or at a page (share/memory/padded.inline.hpp); what threads wait on,
    /// at the next multiple of 256 (runtime/park.cpp).
    /// </summary>
    const ulong Line = 64, MostPadding = 128, Event = 256;

    readonly ChunkIndex _index;
    readonly ChunkSample _sample;
    readonly Lineage _lineage;
    readonly RootScan _roots;
    readonly JvmGroups _sides;
    readonly ArenaPieces _pieces;
    readonly ChunkWords _words;
    readonly int _root;
    readonly List<ulong> _waiting = [];
    readonly Dictionary<ushort, ushort> _claimed = [];
    readonly Dictionary<ushort, ushort> _movedTo = [];
    ulong _reached, _chunk;
    int _largeSeen, _again;

    public JvmBlocks(
        ChunkIndex index, ChunkSample sample, GroupTable groups, Lineage lineage, RootScan roots, JvmGroups sides, HeapPages pages, IMemory memory)
    {
        (_index, _sample, _lineage, _roots, _sides) = (index, sample, lineage, roots, sides);
        _pieces = new ArenaPieces(index, groups, memory);
        _words = new ChunkWords(index, pages, memory, this, MostOfChunk);
        _root = roots.Add(RootKind.Jvm, "");
    }

    public Bytes Read => _words.Read;

    /// <summary>By the group that chunks were in, the one that they are in now: with the last of them, its links are those of this.</summary>
    public IReadOnlyDictionary<ushort, ushort> MovedTo => _movedTo;

    public void Spread(Snapshot snapshot)
    {
        _roots.Each(RootPlaces.OfJvm(snapshot), word => Claim(word, onlyPieces: false));
        _roots.Each(RootPlaces.OfStacks(snapshot), word => Claim(word, onlyPieces: true));
        // Those are read in their turn.
        _waiting.Clear();
        List<ChunkBlock> blocks = [.. _index.Blocks];
        blocks.RemoveAll(block => !_sample.Has(block.Start));
        blocks.Sort((a, b) => a.Start.CompareTo(b.Start));
        foreach (ChunkBlock block in blocks)
        {
            if (Has(block))
                _words.Scan(block);
            _reached = Math.Max(_reached, block.Start + ChunkBlock.Size);
        }
        for (; _largeSeen < _index.Large.Count;)
            _words.Scan(_index.Large[_largeSeen++]);
        WorkOff();
    }

    /// <summary>What the groups become: those of which too few were reached are what they were.</summary>
    public void Settle(ushort[] kept, GroupSums sums)
    {
        Dictionary<ushort, long> kinds = [];
        foreach ((ushort made, ushort was) in _claimed)
            kinds[was] = kinds.GetValueOrDefault(was, sums[was].Count) + sums[made].Count;
        foreach ((ushort made, ushort was) in _claimed)
        {
            if (kinds[was] - sums[made].Count > Few && sums[made].Count * KindShare < kinds[was])
                kept[made] = was;
            else
                _roots.Note(_root, made, sums[made].Count);
        }
    }

    public bool Begin(ulong chunk, ushort group)
    {
        if (_sides[group] != GroupSide.Jvm)
            return false;
        _chunk = chunk;
        if (_index.Find(chunk + 16) is not { Found: true } found || !_pieces.IsPiece(found, out ulong next))
            return true;
        // What else stands in an arena may long be out of use.
        Claim(next, onlyPieces: true);
        return false;
    }

    public void Link(int offset, ulong word) => Claim(word, onlyPieces: false);

    void Claim(ulong word, bool onlyPieces)
    {
        ChunkRef child = _index.Find(onlyPieces ? word : word & ~StateBits);
        if (!child.Found && !onlyPieces)
            child = Padded(word);
        if (!child.Found || child.Chunk == _chunk)
            return;
        ushort group = _index.GroupOf(child);
        if (group <= GroupTable.Rest || _sides[group] != GroupSide.Nobodys || (onlyPieces && !_pieces.IsPiece(child, out _)))
            return;
        ushort was = _lineage.BaseOf(group), made = _lineage.UnderRoot(_root, was);
        if (made == was)
            return;
        _claimed[made] = was;
        _movedTo[group] = made;
        _index.SetGroup(child, made);
        if (child.Block < 0 ? child.Index < _largeSeen : child.Chunk < _reached || child.Chunk <= _chunk)
            _waiting.Add(child.Chunk);
    }

    ChunkRef Padded(ulong word)
    {
        if (word % Line != 0)
            return ChunkRef.None;
        ChunkRef found = _index.FindInside(word);
        ulong into = found.Found ? unchecked(word - found.User) : ulong.MaxValue;
        return into < MostPadding || (word % Event == 0 && into <= Event) || (word % Bytes.PageSize == 0 && into < Bytes.PageSize) ? found : ChunkRef.None;
    }

    bool Has(ChunkBlock block)
    {
        for (int i = 0; i < block.Count; i++)
        {
            if (_sides[block.Groups[i]] == GroupSide.Jvm)
                return true;
        }
        return block.Leading != 0;
    }

    void WorkOff()
    {
        while (_waiting.Count > 0 && _again < MostAgain)
        {
            ulong[] now = [.. _waiting];
            Array.Sort(now);
            _waiting.Clear();
            for (int i = 0; i < now.Length && _again < MostAgain; i++, _again++)
            {
                if (_index.Find(now[i] + 16) is { Found: true } found && Begin(now[i], _index.GroupOf(found)))
                    _words.Scan(now, i, _pieces.SizeOf(found) - 16);
            }
        }
    }
}
