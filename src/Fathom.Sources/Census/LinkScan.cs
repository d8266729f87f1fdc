using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Sources.Glibc;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Census;

/// <summary>
/// Sums links between groups in one pass in address order, and moves chunks without marks to groups of their own under
/// the one that leads to them. A child that lies before its parent is looked at again, for it leads on in turn.
/// </summary>
sealed class LinkScan : ILinkSink
{
    /// <summary>Of 16 bytes. When there are more, they are worked off before the pass goes on.</summary>
    const int MostWaiting = 16 * 1024;

    /// <summary>MiB blocks of the first look.</summary>
    const int FirstLook = 48;

    readonly ChunkIndex _index;
    readonly ChunkSample _sample;
    readonly Lineage _lineage;
    readonly ChunkSorter _sorter;
    readonly LinkStats _stats;
    readonly ChunkWords _first, _words;
    readonly ChunkLinks _find;
    readonly List<ulong> _waiting = [];
    readonly List<ushort> _waitingWas = [];
    ulong _chunk, _reached;
    int _largeSeen;
    ushort _group, _was;
    bool _leadsOn;

    /// <param name="sample">Chunks outside of it are linked to, but not looked through.</param>
    /// <param name="hasHeaders">Whether the JVM puts NMT's header before its blocks.</param>
    public LinkScan(
        ChunkIndex index, ChunkSample sample, Lineage lineage, ChunkSorter sorter, HeapPages pages, IMemory memory, bool hasHeaders)
    {
        (_index, _sample, _lineage, _sorter) = (index, sample, lineage, sorter);
        _find = new ChunkLinks(index, sorter, hasHeaders);
        _stats = new LinkStats(index, lineage, _find);
        _first = new ChunkWords(index, pages, memory, _stats);
        _words = new ChunkWords(index, pages, memory, this);
    }

    public LinkTable Links { get; } = new();

    public Bytes Read => _first.Read + _words.Read;

    public void Run()
    {
        List<ChunkBlock> blocks = [.. _index.Blocks];
        blocks.RemoveAll(block => !_sample.Has(block.Start));
        blocks.Sort((a, b) => a.Start.CompareTo(b.Start));
        LookFirst(blocks);
        foreach (ChunkBlock block in blocks)
        {
            _words.Scan(block);
            if (_waiting.Count >= MostWaiting)
                WorkOff();
        }
        for (; _largeSeen < _index.Large.Count;)
            _words.Scan(_index.Large[_largeSeen++]);
        WorkOff();
    }

    public bool Begin(ulong chunk, ushort group)
    {
        _chunk = chunk;
        if (_largeSeen == 0)
            _reached = Math.Max(_reached, chunk);
        (_group, _was) = (group, 0);
        _leadsOn = _lineage.LeadsOn(group);
        return true;
    }

    public void Link(int offset, ulong word)
    {
        ChunkRef child = _find.Find(word, out int into);
        if (!child.Found || child.Chunk == _chunk)
        {
            if (_find.IsItself(_chunk, _group, offset, word))
                AddItself(offset, unchecked((int)(word - _chunk)) - ChunkLinks.BehindHeader);
            return;
        }
        ushort group = _index.GroupOf(child);
        if (group == ChunkIndex.NotLive)
            return;
        if (group == GroupTable.NotLooked)
            group = _sorter.Sort(child);
        ushort before = group;
        if (_leadsOn && into != ChunkLinks.BehindHeader && _lineage.PlainOf(group) is > 0 and var plain && _stats.Structural(_group, offset, plain) is { } at)
        {
            offset = at;
            group = _lineage.Under(_group, at, plain);
            if (group != before)
                Move(child, before, group);
        }
        if (_was != 0)
            Links.Take(_was, offset, before, into);
        Links.Add(_group, offset, group, into);
    }

    /// <param name="at">Where to: of blocks with others' blocks in them that says nothing.</param>
    void AddItself(int offset, int at)
    {
        ushort place = _sorter.IsSized(_group) ? LinkTable.AnyPlace : LinkTable.PlaceOf(at);
        if (_was != 0)
            Links.Take(_was, offset, place, GroupEdge.Itself);
        Links.Add(_group, offset, place, GroupEdge.Itself);
    }

    void Move(in ChunkRef child, ushort from, ushort to)
    {
        _index.SetGroup(child, to);
        bool wasSeen = child.Block < 0 ? child.Index < _largeSeen : child.Chunk <= _reached && _sample.Has(child.Chunk);
        if (!wasSeen)
            return;
        _waiting.Add(child.Chunk);
        _waitingWas.Add(from);
    }

    void LookFirst(List<ChunkBlock> blocks)
    {
        int step = Math.Max(1, blocks.Count / FirstLook);
        for (int i = 0; i < blocks.Count; i += step)
            _first.Scan(blocks[i]);
        for (int i = 0; i < _index.Large.Count && i < 8 * FirstLook; i++)
            _first.Scan(_index.Large[i]);
    }

    void WorkOff()
    {
        // Levels are few, so this ends; in address order, since neighbours are read from the same pages.
        while (_waiting.Count > 0)
        {
            ulong[] now = [.. _waiting];
            ushort[] was = [.. _waitingWas];
            Array.Sort(now, was);
            _waiting.Clear();
            _waitingWas.Clear();
            for (int i = 0; i < now.Length; i++)
            {
                if (_index.Find(now[i] + 16) is not { Found: true } found)
                    continue;
                Begin(now[i], _index.GroupOf(found));
                _was = was[i];
                _words.Scan(now, i, _sorter.SizeOf(found) - 8);
            }
        }
    }
}
