using Fathom.Evidence;
using Fathom.Sources.Census;
using Fathom.Sources.Glibc;

namespace Fathom.Tests.Sources.Census;

public class ChunkStretchesTests
{
    const ulong Middle = 0x7f0004000000;
    static readonly Address Full = new(1), Behind = new(2);

    readonly ChunkIndex _index = new();

    [Fact]
    public void A_full_heap_that_is_walked_again_takes_nothing_of_the_one_behind_it()
    {
        ChunkStretches stretches = new(_index);
        stretches.Begin(Behind);
        stretches.Add(new Chunk(Middle, 64), 5);
        stretches.Begin(Full);
        stretches.Add(new Chunk(Middle - 96, 96), 6);
        Assert.True(stretches.Begin(Full));
        stretches.Add(new Chunk(Middle - 96, 48), 7);
        stretches.Add(new Chunk(Middle - 48, 48), 8);
        stretches.End();
        _index.Seal();

        Assert.Equal(0, _index.Dropped);
        Assert.Equal([7, 8, 5], new[] { Middle - 96, Middle - 48, Middle }.Select(GroupOf));
    }

    [Fact]
    public void What_lies_behind_a_stretch_is_not_its_last_chunk_s()
    {
        ChunkStretches stretches = new(_index);
        stretches.Begin(Full);
        stretches.Add(new Chunk(Middle, 64), 5);
        stretches.Add(new Chunk(Middle + 64, 32), 6);
        stretches.Add(new Chunk(Middle + 4096, 32), 7);
        stretches.Cached([Middle + 64]);
        stretches.End();
        _index.Seal();
        stretches.TakeCached();

        Assert.Equal([5, ChunkIndex.NotLive, ChunkIndex.NotLive, 7, ChunkIndex.NotLive],
            new ulong[] { 40, 80, 2000, 4112, 4200 }.Select(inside => _index.GroupOf(_index.FindInside(Middle + inside))));
    }

    int GroupOf(ulong chunk) => _index.GroupOf(_index.Find(chunk + 16));
}
