using Fathom.Accounting.Census;
using Fathom.Accounting.Fingerprints;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.Malloc;

namespace Fathom.Tests.Accounting.Census;

/// <summary>Evidence of a census made by hand, group by group.</summary>
sealed class MadeCensus
{
    internal const string Zlib = "/usr/lib/x86_64-linux-gnu/libz.so.1.2.13";
    internal const string Jvm = "/opt/jdk/lib/server/libjvm.so";
    internal const string Acme = "/srv/libacme.so";
    internal const string Other = "/srv/libother.so.2";
    internal const string Libc = "/usr/lib/x86_64-linux-gnu/libc.so.6";

    /// <summary>What is mapped.</summary>
    internal List<string> Libraries { get; } = [];

    readonly List<ChunkGroup> _groups = [];
    readonly List<GroupEdge> _edges = [];
    readonly List<GroupRoot> _roots = [];
    readonly List<GroupHolder> _holders = [];
    readonly List<GroupReach> _reach = [];

    internal int Group(long size, long count, params GroupWord[] words) => Group(size, count, null, words);

    internal int Group(long size, long count, string? tag, params GroupWord[] words)
    {
        _groups.Add(new ChunkGroup
        {
            Number = _groups.Count,
            ChunkSize = new Bytes(size),
            Total = new ChunkTotal(count, new Bytes(size * count)),
            Resident = new Bytes(size * count),
            NmtTag = tag,
            Words = words,
            Samples = [new Address(0x7f00_0000_0010 + ((ulong)_groups.Count << 20))],
        });
        return _groups.Count - 1;
    }

    internal int Content(long size, long count, ContentKind content, params GroupWord[] words)
    {
        int group = Group(size, count, words);
        _groups[group] = _groups[group] with { Content = content };
        return group;
    }

    /// <summary>A group whose chunks are known by what leads to them.</summary>
    internal int Under(int parent, int offset, long size, long count)
    {
        int group = Group(size, count);
        _groups[group] = _groups[group] with { Parent = new GroupParent(parent, null, offset) };
        _edges.Add(new GroupEdge(parent, offset, group, 0, count));
        return group;
    }

    internal int UnderRoot(RootKind kind, string name, long size, long count)
    {
        int group = Group(size, count);
        _groups[group] = _groups[group] with { Parent = new GroupParent(null, _roots.Count, -1) };
        _roots.Add(new GroupRoot(kind, name, group, count));
        return group;
    }

    internal MadeCensus Link(int parent, int offset, int child, long count)
    {
        _edges.Add(new GroupEdge(parent, offset, child, 0, count));
        return this;
    }

    /// <summary>Addresses in the chunks' own memory.</summary>
    internal MadeCensus Itself(int group, int offset, long count, int? at = null)
    {
        _edges.Add(new GroupEdge(group, offset, group, GroupEdge.Itself, count) { At = at });
        return this;
    }

    internal MadeCensus Root(RootKind kind, string name, int child, long count)
    {
        _roots.Add(new GroupRoot(kind, name, child, count));
        return this;
    }

    internal MadeCensus Held(int group, string holder, long chunks, HolderState state, string? referrer = null, params HeldPart[] parts)
    {
        _holders.Add(new GroupHolder(group, holder, "address", chunks) { State = state, Referrer = referrer, Parts = parts });
        return this;
    }

    internal MadeCensus Reached(int group, ReachKind kind, long count, string? from = null, ReachDoubt doubt = ReachDoubt.None)
    {
        _reach.Add(new GroupReach(group, kind, from, new ChunkTotal(count, new Bytes(count * _groups[group].ChunkSize.Value))) { Doubt = doubt });
        return this;
    }

    internal ChunkCensus Census() => new()
    {
        Groups = _groups,
        Edges = _edges,
        Roots = _roots,
        Holders = _holders.Count == 0 ? null : new HolderScan(_holders, Bytes.FromMiB(64), Bytes.FromMiB(64), TimeSpan.FromMilliseconds(30)),
        Reach = _reach.Count == 0 ? null : new ReachScan(_reach, TimeSpan.FromMilliseconds(30)),
        Scan = new CensusScan(Sum(), Sum(), Sum().Bytes, Bytes.Zero, TimeSpan.FromMilliseconds(100)),
    };

    ChunkTotal Sum() => _groups.Aggregate(default(ChunkTotal), (sum, group) => sum + group.Total);

    internal CensusRows Rows(params Fingerprint[] more) => CensusRows.Of(Census(), Libraries, more);

    /// <summary>z_stream, state and window as the core finds them.</summary>
    internal (int Stream, int State, int Window) Inflate(long count, string library = Zlib)
    {
        int stream = Group(128, count, Code(64, library, 0x12560), Code(72, library, 0x12570));
        int state = Under(stream, 56, 7168, count);
        int window = Under(state, 72, 32784, count);
        Link(state, 0, stream, count);
        return (stream, state, window);
    }

    internal static GroupWord Code(int offset, string library, ulong at, string? symbol = null, ulong into = 0) =>
        new(offset, library, at, WordKind.Code) { Symbol = symbol, SymbolOffset = into };

    internal static GroupWord Table(int offset, string library, string symbol) =>
        new(offset, library, 0x4010, WordKind.VirtualTable) { Symbol = symbol, SymbolOffset = 16 };

    internal static GroupWord Constant(int offset, string library, ulong at, string? symbol = null) =>
        new(offset, library, at, WordKind.Constant) { Symbol = symbol };

    internal static GroupWord Data(int offset, string library, ulong at, string? symbol = null) =>
        new(offset, library, at, WordKind.Data) { Symbol = symbol };
}
