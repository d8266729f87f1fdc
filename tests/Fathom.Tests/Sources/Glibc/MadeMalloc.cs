using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.Malloc;
using Fathom.Sources;
using Fathom.Sources.Census;
using Fathom.Sources.Glibc;
using Fathom.Sources.Memory;
using Fathom.Sources.Pages;

namespace Fathom.Tests.Sources.Glibc;

/// <summary>Where the fields of malloc's structures are in one version (malloc/malloc.c and arena.c).</summary>
sealed record MadeLayout(int Bins, bool HasAttached, int HeapInfo, bool IsProtected, ulong TcacheChunk)
{
    internal const ulong RandomKey = 0x9e3779b97f4a7c15;

    /// <summary>What tcache_put writes behind the link: nothing before 2.29.</summary>
    internal ulong KeyOf(ulong cache) => TcacheChunk == 0x250 ? 0 : IsProtected ? RandomKey : cache;

    internal static readonly MadeLayout[] All =
    [
        new(104, false, 32, false, 0), // 2.17
        new(104, true, 32, false, 0x250), // 2.26
        new(112, true, 32, false, 0x290), // 2.31
        new(112, true, 48, true, 0x290), // 2.36
        new(24, true, 48, true, 0x300), // 2.43
    ];

    internal int Next => Bins + 2048;

    internal int System => Next + 16 + (HasAttached ? 8 : 0);

    internal int Size => System + 16;
}

/// <summary>A process with main_arena in libc's data and one more arena, both cut into chunks as a test says.</summary>
sealed class MadeMalloc : IPages
{
    internal const ulong Main = 0x7f1000001c60;
    internal const ulong Data = 0x7f1000000000;
    internal const ulong Tables = 0x7f1000100000;
    internal const ulong Break = 0x555500000000;
    internal const ulong Heap = 0x7f0004000000;
    const ulong DataSize = 0x4000;
    const ulong Block = 0x7f0100002000;
    const int HeapBytes = 1 << 20;

    readonly MadeLayout _layout;
    readonly byte[] _data = new byte[DataSize];
    readonly byte[] _break = new byte[HeapBytes];
    readonly byte[] _heap = new byte[HeapBytes];
    readonly byte[] _variables = new byte[0x2000];

    internal MadeMalloc(MadeLayout layout, IReadOnlyList<(ulong Size, ChunkState State)> main, IReadOnlyList<(ulong Size, ChunkState State)> other)
    {
        _layout = layout;
        ulong second = Heap + (ulong)layout.HeapInfo;
        Write(Heap, second, 0, HeapBytes, HeapBytes);
        ulong first = (second + (ulong)layout.Size + 15) & ~15UL;
        MainChunks = Fill(Main, Break, Break + HeapBytes, main, isMain: true);
        OtherChunks = Fill(second, first, Heap + HeapBytes, other, isMain: false);
        Write(Main + (ulong)layout.Next, second);
        Write(second + (ulong)layout.Next, Main);
        Write(Main + (ulong)layout.System, HeapBytes, HeapBytes);
        Write(second + (ulong)layout.System, HeapBytes, HeapBytes);
        Parameters();
    }

    internal ulong Other => Heap + (ulong)_layout.HeapInfo;

    /// <summary>Header addresses, the top's last.</summary>
    internal IReadOnlyList<ulong> MainChunks { get; }

    internal IReadOnlyList<ulong> OtherChunks { get; }

    /// <summary>Gives the process a thread whose variable, and another one, point to these.</summary>
    internal void PointTo(ulong cache, ulong other)
    {
        MemoryMarshal.Write(_variables.AsSpan(_variables.Length - 0x60), cache + 16);
        MemoryMarshal.Write(_variables.AsSpan(_variables.Length - 0x90), other + 16);
        Threads = [new ThreadStack(7, "t", null) { ControlBlock = new Address(Block) }];
    }

    internal IReadOnlyList<ThreadStack> Threads { get; private set; } = [];

    internal List<(ulong Start, ulong End)> Absent { get; } = [];

    internal List<(ulong Start, ulong End)> Swapped { get; } = [];

    static IReadOnlyList<Mapping> Mappings { get; } =
    [
        MadeArena.Anonymous(Break, Break + HeapBytes) with { Name = "[heap]" },
        MadeArena.Anonymous(Heap, Heap + HeapBytes),
        MadeArena.Anonymous(Data, Data + DataSize) with { Name = "/lib/libc.so.6", Inode = 7 },
    ];

    internal IEnumerable<byte[]> Memory => [_break, _heap, _data];

    public Result<PageRuns> Scan(IReadOnlyList<Mapping> mappings)
    {
        PageRuns.Builder runs = new();
        foreach (Mapping mapping in mappings)
        {
            for (Address at = mapping.Range.Start.PageFloor; at < mapping.Range.End; at += Bytes.PageSize)
            {
                bool isSwapped = Swapped.Exists(each => at.Value >= each.Start && at.Value < each.End);
                bool isAbsent = Absent.Exists(each => at.Value >= each.Start && at.Value < each.End);
                if (isSwapped || (!isAbsent && MappingTable.Find(Mappings, at) is not null))
                    runs.Add(new PageRun(at, 1, isSwapped ? PageKind.Swapped : PageKind.Present));
            }
        }
        return runs.Build();
    }

    /// <summary>Is told of each read of a window before it is done: the target goes on meanwhile.</summary>
    internal Action<ulong>? OnWindow { get; set; }

    internal MallocState Walk(IChunkVisitor? visitor = null) => TryWalk(visitor).Value;

    internal Result<MallocState> TryWalk(IChunkVisitor? visitor = null)
    {
        FakeMemory memory = Readable();
        return MallocWalk.Walk(Look(memory), memory, OnWindow is { } told ? new Changing(memory, told) : memory, this, visitor);
    }

    /// <summary>With its data as the one library that is loaded; as a JVM with libjvm's tables, too.</summary>
    internal ChunkCensus Census(CensusOptions? options = null, bool isJvm = false, bool other = false, params JvmObject[] objects)
    {
        FakeMemory memory = Readable();
        AddressRange data = new(new Address(Data), new Address(Data + DataSize)), tables = new(new Address(Tables), new Address(Tables + 0x1000));
        AddressRange theirs = new(new Address(Tables + 0x2000), new Address(Tables + 0x3000));
        const string library = "/jvm/lib/server/libjvm.so";
        LoadedImage[] images = [new LoadedImage("/lib/libc.so.6", data, Data, []), new LoadedImage(library, tables, Tables, [])];
        Snapshot snapshot = Look(memory) with
        {
            Mappings = [.. Mappings, MadeArena.Anonymous(Tables, Tables + 0x1000, Access.Read) with { Name = library, Inode = 8 },
                MadeArena.Anonymous(theirs.Start.Value, theirs.End.Value, Access.Read) with { Name = "/lib/libother.so", Inode = 9 }],
            Images = other ? [.. images, new LoadedImage("/lib/libother.so", theirs, Tables + 0x2000, [])] : images,
            JvmState = isJvm ? new JvmState { Objects = objects } : null,
        };
        return Inside.Walk(snapshot, memory, memory, this, new LookOptions { Census = options ?? new() }, []).Census!;
    }

    FakeMemory Readable() =>
        new FakeMemory().Put(Break, _break).Put(Heap, _heap).Put(Data, _data).Put(Block - (ulong)_variables.Length, _variables);

    Snapshot Look(FakeMemory memory)
    {
        PageRuns pages = Scan(Mappings).Value;
        return new()
        {
            TakenAt = default,
            Target = new Target(),
            Cost = Cost.None,
            Mappings = Mappings,
            Pages = pages,
            Threads = Threads,
            Malloc = MallocSearch.Find(memory, Mappings, pages, []),
        };
    }

    sealed class Changing(IMemory memory, Action<ulong> onWindow) : IMemory
    {
        public int Read(Address from, Span<byte> into)
        {
            onWindow(from.Value);
            return memory.Read(from, into);
        }

        public int ReadEach(ReadOnlySpan<Address> from, int size, Span<byte> into, Span<bool> read) => memory.ReadEach(from, size, into, read);
    }

    internal void Write(ulong at, params ReadOnlySpan<ulong> words) => MemoryMarshal.AsBytes(words).CopyTo(At(at));

    internal ulong Read(ulong at) => MemoryMarshal.Read<ulong>(At(at));

    internal Span<byte> At(ulong at) => at >= Data ? _data.AsSpan((int)(at - Data))
        : at >= Heap ? _heap.AsSpan((int)(at - Heap)) : _break.AsSpan((int)(at - Break));

    /// <summary>Bins that are empty but the unsorted one, which holds every free chunk.</summary>
    List<ulong> Fill(ulong arena, ulong first, ulong end, IReadOnlyList<(ulong Size, ChunkState State)> chunks, bool isMain)
    {
        for (int bin = 0; bin < 127; bin++)
        {
            ulong pair = arena + (ulong)_layout.Bins + (16 * (ulong)bin);
            Write(pair, pair - 16, pair - 16);
        }
        List<ulong> addresses = [];
        ulong at = first;
        ulong previous = 1;
        ulong unsorted = arena + (ulong)_layout.Bins - 16, last = unsorted;
        ulong cache = 0;
        if (_layout.TcacheChunk != 0)
        {
            addresses.Add(cache = at);
            Write(at + 8, _layout.TcacheChunk | 1 | (isMain ? 0UL : 4));
            if (_layout.TcacheChunk == 0x300)
                MemoryMarshal.Cast<byte, ushort>(At(at + 16)[..152]).Fill(16);
            at += _layout.TcacheChunk;
        }
        foreach ((ulong size, ChunkState state) in chunks)
        {
            addresses.Add(at);
            Write(at + 8, size | previous | (isMain ? 0UL : 4));
            previous = state == ChunkState.Free ? 0UL : 1;
            if (state == ChunkState.Free)
            {
                Write(at + 16, unsorted, last);
                Write(last + 16, at);
                Write(unsorted + 24, at);
                Write(at + size, size);
                last = at;
            }
            else if (state == ChunkState.Fastbin)
            {
                ulong head = arena + (ulong)_layout.Bins - 96 + (8 * ((size / 16) - 2));
                Write(at + 16, Link(at + 16, Read(head)));
                Write(head, at);
            }
            else if (state == ChunkState.Tcache)
            {
                Cache(cache + 16, at + 16, (int)(size / 16) - 2);
            }
            at += size;
        }
        addresses.Add(at);
        Write(at + 8, (end - at) | previous);
        Write(arena + (ulong)_layout.Bins - 16, at);
        return addresses;
    }

    void Cache(ulong cache, ulong user, int bin)
    {
        int width = _layout.TcacheChunk == 0x250 ? 1 : 2;
        ulong entries = cache + (_layout.TcacheChunk == 0x300 ? 152UL : 64 * (ulong)width);
        ulong head = entries + (8 * (ulong)bin);
        Write(user, Link(user, Read(head)), _layout.KeyOf(cache));
        Write(head, user);
        Span<byte> count = At(cache + (ulong)(bin * width));
        count[0] = (byte)(count[0] + (_layout.TcacheChunk == 0x300 ? -1 : 1));
    }

    ulong Link(ulong place, ulong to) => _layout.IsProtected ? (place >> 12) ^ to : to;

    /// <summary>malloc_par as 2.36 has it; sbrk_base says where the first chunk is.</summary>
    void Parameters()
    {
        const ulong sbrkBase = Data + 0x3000;
        Write(sbrkBase - 96, 128 * 1024, 128 * 1024, 128 * 1024, 8, 2);
        MemoryMarshal.Cast<byte, int>(At(sbrkBase - 36)[..16])[1] = 65536;
        Write(sbrkBase, Break);
    }
}
