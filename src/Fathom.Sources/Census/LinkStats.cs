namespace Fathom.Sources.Census;

/// <summary>
/// A first look at part of the heap: at which offsets chunks of a group hold addresses of which others. One stale word
/// is no structure; a word in a good part of them is.
/// </summary>
sealed class LinkStats(ChunkIndex index, Lineage lineage) : ILinkSink
{
    /// <summary>Below this a share means little, and the whole heap must tell.</summary>
    const int Few = 8;

    const int StructureShare = 4;
    const int MixedShare = 50;

    /// <summary>Links from one chunk to chunks of one group that make it a table.</summary>
    const int TableLinks = 4;

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
        ChunkRef child = index.Find(word);
        ushort plain = child.Found && child.Chunk != _chunk ? lineage.PlainOf(index.GroupOf(child)) : (ushort)0;
        if (plain == 0)
            return;
        _links.Add(_group, offset, plain, false);
        uint pair = (uint)_group << 16 | plain;
        _pairs[pair] = _pairs.GetValueOrDefault(pair) + 1;
    }

    /// <summary>Whether a link is part of what chunks of the parent's group are; if so, at which offset it counts.</summary>
    public int? Structural(ushort parent, int offset, ushort plain)
    {
        ushort from = lineage.BaseOf(parent);
        int chunks = _chunks[from];
        if (chunks < Few)
            return offset;
        int links = _links[from, offset, plain];
        if (links * (long)(from == parent ? StructureShare : MixedShare) >= chunks && links > 1)
            return offset;
        return _pairs.GetValueOrDefault((uint)from << 16 | plain) >= TableLinks * (long)chunks ? LinkTable.AnyOffset : null;
    }
}
