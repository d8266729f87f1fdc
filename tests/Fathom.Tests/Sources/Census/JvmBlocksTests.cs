using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Sources.Census;
using Fathom.Sources.Glibc;
using Fathom.Tests.Sources.Glibc;

namespace Fathom.Tests.Sources.Census;

public class JvmBlocksTests
{
    const ulong Functions = MadeMalloc.Tables + 0x100;

    [Fact]
    public void Nodes_of_a_table_whose_addresses_carry_state_are_the_JVM_s()
    {
        MadeMalloc made = Made((1, 48), (1, 4128), (97, 32), (31, 32));
        ulong[] nodes = [.. made.MainChunks.Skip(3).Take(97)];
        PutTable(made, nodes, state: 1);

        Assert.Equal(97, OwnedBy(made.Census(isJvm: true), 32));
        Assert.Equal(0, OwnedBy(made.Census(), 32));
    }

    [Theory]
    [InlineData(64UL)]
    [InlineData(256UL)]
    [InlineData(4096UL)]
    public void What_begins_behind_padding_is_the_JVM_s(ulong alignment)
    {
        MadeMalloc made = Made((1, 48), (1, 8208), (1, 8208));
        ulong block = made.MainChunks[2] + 16;
        made.Write(made.MainChunks[1] + 16, Functions, (block + alignment) & ~(alignment - 1));

        Assert.Equal(1, OwnedBy(made.Census(isJvm: true), 8208));
    }

    [Fact]
    public void A_few_of_many_are_stale_words_doing()
    {
        MadeMalloc made = Made((1, 48), (1, 4128), (503, 96));
        PutTable(made, [.. made.MainChunks.Skip(9).Take(5)], state: 1);

        Assert.Equal(0, OwnedBy(made.Census(isJvm: true), 96));
    }

    [Fact]
    public void Another_library_s_blocks_stay_its_own()
    {
        MadeMalloc made = Made((1, 48), (1, 4128), (53, 64), (53, 112));
        ulong[] theirs = [.. made.MainChunks.Skip(3).Take(53)], parts = [.. made.MainChunks.Skip(56).Take(53)];
        for (int i = 0; i < theirs.Length; i++)
            made.Write(theirs[i] + 16, MadeMalloc.Tables + 0x2100, parts[i] + 16);
        PutTable(made, parts, state: 1);

        ChunkCensus census = made.Census(isJvm: true, other: true);

        Assert.Equal(0, OwnedBy(census, 112));
        Assert.Contains(census.Groups, group => group.ChunkSize == new Bytes(112) && group.Parent?.Group is not null && group.Total.Count == 53);
    }

    [Fact]
    public void A_piece_of_an_arena_proves_itself_by_its_length()
    {
        const ulong start = 0x7f0000000000;
        GroupTable groups = new();
        ushort group = groups.Of(new GroupKey { Slot = SizeTable.SlotOf(1008), Tag = -1 });
        ChunkIndex index = new();
        for (ulong i = 0; i < 3; i++)
            index.Add(start + (1008 * i), 1008, group);
        index.Seal();
        byte[] bytes = new byte[4096];
        ArenaPieces pieces = new(index, groups, new FakeMemory().Put(start, bytes));

        Assert.True(IsPiece(start + 1008 + 16, 1008 - 24));
        Assert.True(IsPiece(0, 1008 - 32)); // with a stamp in its header
        Assert.False(IsPiece(0, 1008 - 16)); // no room for its header
        Assert.False(IsPiece(0, 500));
        Assert.False(IsPiece(0, ulong.MaxValue));
        Assert.False(IsPiece(start + 1008 + 24, 1008 - 24)); // no chunk comes next

        bool IsPiece(ulong next, ulong length)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(16), next);
            BitConverter.TryWriteBytes(bytes.AsSpan(24), length);
            return pieces.IsPiece(index.Find(start + 16), out _);
        }
    }

    /// <summary>An object of the JVM in the first chunk, its table in the second.</summary>
    static void PutTable(MadeMalloc made, ulong[] nodes, ulong state)
    {
        made.Write(made.MainChunks[1] + 16, Functions, 5, made.MainChunks[2] + 16);
        for (int i = 0; i < nodes.Length; i++)
            made.Write(made.MainChunks[2] + 16 + (8 * (ulong)i), (nodes[i] + 16) | state);
    }

    static long OwnedBy(ChunkCensus census, long size) => census.Groups
        .Where(group => group.ChunkSize == new Bytes(size) && group.Parent?.Root is { } root && census.Roots[root].Kind == RootKind.Jvm)
        .Sum(group => group.Total.Count);

    static MadeMalloc Made(params (int Count, ulong Size)[] sizes) =>
        new(MadeLayout.All[3], [.. sizes.SelectMany(each => Enumerable.Repeat((each.Size, ChunkState.InUse), each.Count))], [(64, ChunkState.InUse)]);
}
