using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Glibc;
using Fathom.Tests.Sources.Glibc;

namespace Fathom.Tests.Sources.Census;

public class CensusTests
{
    const ulong Functions = MadeMalloc.Data + 0x100;

    [Fact]
    public void Sorts_chunks_by_the_words_that_they_share()
    {
        MadeMalloc made = Made(97, 64, 89, 96);
        ulong[] first = [.. made.MainChunks.Skip(1).Take(97)], second = [.. made.MainChunks.Skip(98).Take(89)];
        foreach (ulong chunk in first)
            made.Write(chunk + 24, Functions, 5);
        foreach (ulong chunk in second)
            made.Write(chunk + 16, 1, 2, Functions + 8);
        // What an earlier owner left behind.
        made.Write(first[40] + 16, Functions + 24);
        made.Write(second[7] + 16 + 40, Functions + 24);

        ChunkCensus census = made.Census();

        ChunkGroup one = Assert.Single(census.Groups, group => group.ChunkSize == new Bytes(64) && group.Words.Count > 0);
        Assert.Equal(97, one.Total.Count);
        Assert.Equal(new GroupWord(8, "/lib/libc.so.6", 0x100, WordKind.Data), Assert.Single(one.Words));
        ChunkGroup other = Assert.Single(census.Groups, group => group.ChunkSize == new Bytes(96) && group.Words.Count > 0);
        Assert.Equal(89, other.Total.Count);
        Assert.Equal(16, Assert.Single(other.Words).Offset);
        Assert.Equal(other.Total.Bytes, other.Resident);
        Assert.All(other.Samples, sample => Assert.Contains(sample.Value - 16, second));
    }

    [Fact]
    public void Addresses_behind_a_size_in_front_lead_to_the_block_and_others_do_not()
    {
        MadeMalloc made = Made(101, 64, 101, 112, 101, 96);
        ulong[] parents = [.. made.MainChunks.Skip(1).Take(101)], children = [.. made.MainChunks.Skip(102).Take(101)];
        ulong[] strangers = [.. made.MainChunks.Skip(203).Take(101)];
        for (int i = 0; i < parents.Length; i++)
        {
            made.Write(parents[i] + 16, 48, Functions, children[i] + 16 + 8, strangers[i] + 16 + 8);
            made.Write(children[i] + 16, 96);
        }

        ChunkCensus census = made.Census();

        ChunkGroup parent = census.Groups.Single(group => group.Words.Count > 0 && group.ChunkSize == new Bytes(64));
        ChunkGroup child = census.Groups.Single(group => group.Parent == new GroupParent(parent.Number, null, 16));
        Assert.Equal((101L, ContentKind.Sized), (child.Total.Count, child.Content));
        Assert.Equal(new GroupEdge(parent.Number, 16, child.Number, 8, 101), Assert.Single(census.Edges, edge => edge.Parent == parent.Number));
    }

    [Fact]
    public void Addresses_in_a_block_itself_are_told_by_their_place()
    {
        MadeMalloc made = Made(101, 1040, 89, 96);
        foreach (ulong chunk in made.MainChunks.Skip(1).Take(101))
            made.Write(chunk + 16 + 8, chunk + 16 + 64, chunk + 16);

        ChunkCensus census = made.Census();

        int group = census.Groups.Single(each => each.ChunkSize == new Bytes(1040)).Number;
        Assert.Equal([new GroupEdge(group, 8, group, GroupEdge.Itself, 101) { At = 64 }, new GroupEdge(group, 16, group, GroupEdge.Itself, 101) { At = 0 }],
            census.Edges.Where(edge => edge.Parent == group).OrderBy(edge => edge.Offset));
    }

    [Fact]
    public void Gives_a_field_s_chunks_to_the_structure_before_or_behind_them()
    {
        MadeMalloc made = Made(101, 48, 101, 112, 53, 112);
        ulong[] parents = [.. made.MainChunks.Skip(1).Take(101)], children = [.. made.MainChunks.Skip(102).Take(101)];
        ulong[] strangers = [.. made.MainChunks.Skip(203).Take(53)];
        for (int i = 0; i < parents.Length; i++)
            made.Write(parents[i] + 16, Functions, 7, children[100 - i] + 16);
        // A window that its structure alone knows, and it lies before both.
        ulong[] leaves = [.. made.OtherChunks.Skip(1).Take(101)];
        for (int i = 0; i < leaves.Length; i++)
            made.Write(children[i] + 16 + 72, leaves[i] + 16);
        // One stale word is no field.
        made.Write(parents[3] + 16 + 24, strangers[9] + 16);

        ChunkCensus census = made.Census();

        ChunkGroup parent = census.Groups.Single(group => group.Words.Count > 0 && group.ChunkSize == new Bytes(48));
        ChunkGroup child = census.Groups.Single(group => group.Parent == new GroupParent(parent.Number, null, 16));
        ChunkGroup leaf = census.Groups.Single(group => group.Parent == new GroupParent(child.Number, null, 72));
        Assert.Equal((101, 101), (child.Total.Count, leaf.Total.Count));
        Assert.Contains(new GroupEdge(parent.Number, 16, child.Number, 0, 101), census.Edges);
        Assert.Contains(new GroupEdge(child.Number, 72, leaf.Number, 0, 101), census.Edges);
        Assert.Equal(53, census.Groups.Single(group => group.ChunkSize == new Bytes(112) && group.Parent is null).Total.Count);
    }

    [Fact]
    public void Chunks_that_a_library_s_data_names_are_its_own_and_so_is_a_list_behind_them()
    {
        MadeMalloc made = Made(200, 80);
        ulong[] nodes = [.. made.MainChunks.Skip(1).Take(150)];
        for (int i = 0; i + 1 < nodes.Length; i++)
            made.Write(nodes[i] + 16 + 8, nodes[i + 1] + 16);
        made.Write(MadeMalloc.Data + 0x200, nodes[0] + 16);

        ChunkCensus census = made.Census();

        ChunkGroup list = Assert.Single(census.Groups, group => group.Parent?.Root is not null && group.ChunkSize == new Bytes(80));
        Assert.Equal(150, list.Total.Count);
        Assert.Equal(new GroupRoot(RootKind.LibraryData, "/lib/libc.so.6", list.Number, 1), census.Roots[list.Parent!.Value.Root!.Value]);
    }

    [Fact]
    public void Counts_every_live_chunk_once_and_no_other()
    {
        MadeMalloc made = new(MadeLayout.All[3],
            [.. Enumerable.Range(0, 300).Select(i => (48UL + 16 * (ulong)(i % 7), (ChunkState)(i % 3 == 1 && i % 2 == 0 ? 1 : 0)))], [(64, ChunkState.InUse)]);
        ChunkCensus census = made.Census();
        Assert.Equal(census.Scan.Chunks, census.Groups.Aggregate(default(ChunkTotal), (sum, group) => sum + group.Total));
        Assert.Equal(census.Groups.Select((_, number) => number), census.Groups.Select(group => group.Number));
    }

    [Fact]
    public void Takes_whatever_stands_in_chunks()
    {
        Random random = new(1999);
        for (int run = 0; run < 40; run++)
        {
            MadeMalloc made = Made(800, 32, 400, 96, 200, 560);
            ulong[] chunks = [.. made.MainChunks.Skip(1).Take(1400)];
            for (int i = 0; i < 6000; i++)
            {
                ulong chunk = chunks[random.Next(chunks.Length)];
                ulong at = chunk + 16 + 8 * (ulong)random.Next(chunk < chunks[800] ? 3 : chunk < chunks[1200] ? 11 : 69);
                ulong word = random.Next(6) switch
                {
                    0 => MadeMalloc.Data + (ulong)random.Next(0x5000),
                    1 or 2 => chunks[random.Next(chunks.Length)] + 16,
                    3 => made.OtherChunks[random.Next(made.OtherChunks.Count)] + 16,
                    4 => chunks[random.Next(chunks.Length)] + (ulong)random.Next(64),
                    _ => (ulong)random.NextInt64(),
                };
                made.Write(at, word);
            }
            ChunkCensus census = made.Census();
            Assert.Equal(census.Scan.Chunks.Count, census.Groups.Sum(group => group.Total.Count));
            Assert.All(census.Edges, edge => Assert.True(edge.Child < census.Groups.Count && edge.Parent < census.Groups.Count && edge.Count > 0));
            Assert.All(census.Groups, group => Assert.True(group.Parent?.Group is not { } parent || census.Groups[parent].Total.Count > 0));
            Assert.All(census.Groups, group => Assert.True(group.Parent?.Root is not { } root || census.Roots[root].Child == group.Number));
        }
    }

    /// <summary>So many chunks of a size, and so on; the other arena has 101 of 176 bytes.</summary>
    static MadeMalloc Made(params int[] countsAndSizes)
    {
        List<(ulong, ChunkState)> main = [];
        for (int i = 0; i < countsAndSizes.Length; i += 2)
            main.AddRange(Enumerable.Repeat(((ulong)countsAndSizes[i + 1], ChunkState.InUse), countsAndSizes[i]));
        return new MadeMalloc(MadeLayout.All[3], main, [.. Enumerable.Repeat((176UL, ChunkState.InUse), 101)]);
    }
}
