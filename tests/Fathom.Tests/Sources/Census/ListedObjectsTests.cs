using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Sources.Glibc;
using Fathom.Tests.Sources.Glibc;

namespace Fathom.Tests.Sources.Census;

/// <summary>What the JVM has in a list is found wherever it begins in its block, and leads on.</summary>
public class ListedObjectsTests
{
    const ulong Functions = MadeMalloc.Tables + 0x100;

    [Fact]
    public void Objects_are_told_wherever_they_begin_in_their_blocks()
    {
        MadeMalloc made = Made((97, 3344));
        ulong[] chunks = [.. made.MainChunks.Skip(1).Take(97)];
        // What an earlier owner left stands before some of them.
        made.Write(chunks[3] + 16 + 8, Functions);
        made.Write(chunks[5] + 16 + 16, Functions + 8, Functions + 16);

        ChunkGroup[] groups = Listed(made, [.. chunks.Select(chunk => Thread(Aligned(chunk)))], "JavaThread");

        Assert.Equal(97, groups.Sum(group => group.Total.Count));
        Assert.All(groups, group => Assert.Equal(new Bytes(3344), group.ChunkSize));
        Assert.All(groups, group => Assert.Empty(group.Words));
    }

    [Fact]
    public void A_part_of_the_same_size_is_no_object_of_the_list()
    {
        MadeMalloc made = Made((53, 96), (53, 48), (53, 96));
        ulong[] loaders = Part(made, 1), spaces = Part(made, 54), parts = Part(made, 107);
        for (int i = 0; i < loaders.Length; i++)
        {
            made.Write(loaders[i] + 16 + 16, spaces[i] + 16);
            made.Write(spaces[i] + 16, parts[i] + 16);
        }

        ChunkCensus census = made.Census(isJvm: true, objects: [.. loaders.Select(Loader)]);

        ChunkGroup group = Assert.Single(Listed(census, "ClassLoaderData"));
        ChunkGroup space = Assert.Single(census.Groups, each => each.Parent == new GroupParent(group.Number, null, 16));
        ChunkGroup part = Assert.Single(census.Groups, each => each.Parent == new GroupParent(space.Number, null, 0));
        Assert.Equal((53, 53, 53), (group.Total.Count, space.Total.Count, part.Total.Count));
    }

    [Fact]
    public void What_is_not_there_or_does_not_fit_is_left_alone()
    {
        MadeMalloc made = Made((3, 96), (3, 64), (3, 8208));
        ulong[] chunks = [.. made.MainChunks.Skip(1).Take(9)];
        JvmObject[] objects =
        [
            Loader(0x10), new("ClassLoaderData", new Address(ulong.MaxValue), new Bytes(64)), Loader(chunks[3]), Loader(chunks[6]),
            new("ClassLoaderData", new Address(chunks[1] + 16 + 40), new Bytes(72)), Loader(chunks[0]), Loader(chunks[0]),
        ];

        Assert.Equal(1, Assert.Single(Listed(made, objects, "ClassLoaderData")).Total.Count);
    }

    static ulong[] Part(MadeMalloc made, int from) => [.. made.MainChunks.Skip(from).Take(53)];

    static ulong Aligned(ulong chunk) => (chunk + 16 + 2047) & ~2047UL;

    static JvmObject Thread(ulong at) => new("JavaThread", new Address(at), new Bytes(1080));

    static JvmObject Loader(ulong chunk) => new("ClassLoaderData", new Address(chunk + 16), new Bytes(80));

    static ChunkGroup[] Listed(MadeMalloc made, JvmObject[] objects, string type) => Listed(made.Census(isJvm: true, objects: objects), type);

    static ChunkGroup[] Listed(ChunkCensus census, string type) =>
        [.. census.Groups.Where(group => group.Parent?.Root is { } root && census.Roots[root] is { Kind: RootKind.JvmObjects } list && list.Name == type)];

    static MadeMalloc Made(params (int Count, ulong Size)[] sizes) =>
        new(MadeLayout.All[3], [.. sizes.SelectMany(each => Enumerable.Repeat((each.Size, ChunkState.InUse), each.Count))], [(64, ChunkState.InUse)]);
}
