namespace Fathom.Sources.Census;

/// <summary>
/// A first look at part of the heap: at which offsets chunks of a group hold addresses of which others. One stale word
/// is no structure; a word in a good part of them is.
/// </summary>
sealed class LinkStats(ChunkIndex index, Lineage lineage, ChunkLinks find) : ILinkSink
{
    /// <summary>Below this a share means little, and the whole heap must tell.</summary>
    const int Few = 8;

    /// <summary>A field holds an address in a quarter of its structures at least, or in one of fifty of a mixture of structures.</summary>
    const int FieldShare = 4;
    const int MixedShare = 50;

    /// <summary>… or it holds those of half the chunks of a kind.</summary>
    const int ChildShare = 2;

    /// <summary>Links from one chunk to chunks of one kind that make it a table. A structure has some of a kind, too.</summary>
    const int TableLinks = 16;

    /// <summary>What is not in the first look has its fields here, as most structures do; what is behind may be a table's.</summary>
    const int MostOfFields = 512;

    const ushort AnyChild = 0;

    readonly LinkTable _links = new();
    readonly Dictionary<uint, int> _pairs = [];
    readonly int[] _chunks = new int[ushort.MaxValue + 1];
    ulong _chunk;
    ushort _group;

    public bool Begin(ulong chunk, ushort group)
    {
        (_chunk, _group) = (chunk, lineage.BaseOf(group));
        _chunks[_group]++;
        return true;
    }

    public void Link(int offset, ulong word)
    {
        ChunkRef child = find.Find(word, out int into);
        ushort group = child.Found && child.Chunk != _chunk && into != ChunkLinks.BehindHeader ? index.GroupOf(child) : ChunkIndex.NotLive;
        if (group == ChunkIndex.NotLive)
            return;
        _links.Add(_group, offset, AnyChild, 0);
        ushort plain = lineage.PlainOf(group);
        if (plain == 0)
            return;
        _links.Add(_group, offset, plain, 0);
        uint pair = (uint)_group << 16 | plain;
        _pairs[pair] = _pairs.GetValueOrDefault(pair) + 1;
    }

    /// <summary>Whether a link is part of what chunks of the parent's group are; if so, at which offset it counts.</summary>
    public int? Structural(ushort parent, int offset, ushort plain)
    {
        ushort from = lineage.BaseOf(parent);
        int chunks = _chunks[from];
        if (chunks == 0)
            return offset < MostOfFields ? offset : LinkTable.AnyOffset;
        if (_pairs.GetValueOrDefault((uint)from << 16 | plain) >= TableLinks * (long)chunks)
            return LinkTable.AnyOffset;
        if (chunks < Few)
            return offset;
        int links = _links[from, offset, plain], any = _links[from, offset, AnyChild];
        return any * (long)(from == parent ? FieldShare : MixedShare) >= chunks || (links >= Few && links * (long)ChildShare >= _chunks[plain])
            ? offset : null;
    }
}
