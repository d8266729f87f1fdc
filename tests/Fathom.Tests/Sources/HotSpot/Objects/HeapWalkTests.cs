using Fathom.Sources.HotSpot.Objects;

namespace Fathom.Tests.Sources.HotSpot.Objects;

public sealed class HeapWalkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_object_is_counted_and_the_walk_lands_on_the_top(int seed)
    {
        SyntheticHeap heap = SyntheticHeap.Random(30_000, seed);

        SyntheticHeap.Walked walked = heap.Walk();

        Assert.Equal(heap.Counts, walked.Counts);
        Assert.Equal(heap.Top, walked.End);
        Assert.Equal(0, walked.Proof.Broken);
        Assert.Equal(0, walked.Proof.PassedOver);
        Assert.Equal((long)(heap.Top - SyntheticHeap.Start), walked.Booked);
    }

    [Fact]
    public void What_threads_have_set_aside_is_no_object_whatever_stood_there()
    {
        SyntheticHeap heap = new SyntheticHeap().Object(SyntheticHeap.Small).Hole(4096, 0x10).Object(SyntheticHeap.Large).Hole(64, 0);

        SyntheticHeap.Walked walked = heap.Walk();

        Assert.Equal(heap.Counts, walked.Counts);
        Assert.Equal(4096 + 64, walked.Proof.Unused);
    }

    [Fact]
    public void Behind_damage_the_next_objects_are_found_again_and_the_bytes_are_told()
    {
        SyntheticHeap heap = new();
        for (int i = 0; i < 100; i++)
            heap.Object(SyntheticHeap.Small);
        heap.Raw(808, 0xEE);
        for (int i = 0; i < 100; i++)
            heap.Object(SyntheticHeap.Large);
        // The class behind the damage was met before it.
        SyntheticHeap known = new SyntheticHeap().Object(SyntheticHeap.Large).Object(SyntheticHeap.Small);
        SyntheticHeap.Walked walked = new() { Proof = default };
        known.NewWalk(walked.Shapes).Walk(known.Part(), SyntheticHeap.Start, known.Top);
        walked.Shapes.ClearCounts();

        HeapWalk<SyntheticHeap.NoVisitor> walk = heap.NewWalk(walked.Shapes);
        Assert.Equal(heap.Top, walk.Walk(heap.Part(), SyntheticHeap.Start, heap.Top));

        Assert.Equal(heap.Counts, walked.Counts);
        Assert.Equal(808, walk.Proof.PassedOver);
        Assert.Equal(1, walk.Proof.Broken);
    }

    [Fact]
    public void Zeros_that_a_collector_left_are_no_damage()
    {
        SyntheticHeap heap = new SyntheticHeap().Object(SyntheticHeap.Small).Raw(40_000, 0);

        SyntheticHeap.Walked walked = heap.Walk(isFilled: false);

        Assert.Equal((40_000, 0), (walked.Proof.Empty, walked.Proof.Broken));
    }

    [Fact]
    public void Absent_pages_are_told_and_what_is_behind_them_is_found()
    {
        SyntheticHeap heap = new();
        for (int i = 0; i < 4096; i++)
            heap.Object(SyntheticHeap.Small);
        byte[] image = heap.Image;
        FakeMemory memory = new FakeMemory().Put(SyntheticHeap.Start, image[..8192]).Put(SyntheticHeap.Start + 16384, image[16384..]);

        SyntheticHeap.Walked walked = heap.Walk(memory);

        Assert.Equal(8192, walked.Proof.Unread);
        Assert.Equal(4096 - (8192 / 16), walked.Counts[SyntheticHeap.Small]);
        Assert.Equal((long)(heap.Top - SyntheticHeap.Start), walked.Booked);
    }

    [Fact]
    public void Pieces_begun_anywhere_add_up_to_the_whole()
    {
        SyntheticHeap heap = SyntheticHeap.Random(20_000, 7);
        SyntheticHeap.Walked walked = heap.Walk();
        walked.Shapes.ClearCounts();
        HeapWalk<SyntheticHeap.NoVisitor> walk = heap.NewWalk(walked.Shapes);

        const ulong piece = 64 * 1024;
        for (ulong from = SyntheticHeap.Start; from < heap.Top; from += piece)
        {
            ulong until = Math.Min(heap.Top, from + piece);
            ulong first = from == SyntheticHeap.Start ? from : walk.Synchronise(heap.Part(), from, until)!.Value;
            if (first < until)
                walk.Walk(heap.Part(), first, until);
        }

        Assert.Equal(heap.Counts, walked.Counts);
    }

    [Fact]
    public void Damaged_heaps_end_the_walk_with_every_byte_booked()
    {
        SyntheticHeap heap = SyntheticHeap.Random(300, 11);
        byte[] image = heap.Image;
        Random random = new(1999993);
        for (int i = 0; i < 500; i++)
        {
            byte[] damaged = [.. image];
            for (int changes = random.Next(1, 40); changes > 0; changes--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            FakeMemory memory = new FakeMemory().Put(SyntheticHeap.Start, random.Next(4) == 0 ? damaged[..random.Next(damaged.Length)] : damaged);

            SyntheticHeap.Walked walked = heap.Walk(memory, isFilled: random.Next(2) == 0);

            Assert.Equal(heap.Top, walked.End);
            Assert.Equal((long)(heap.Top - SyntheticHeap.Start), walked.Booked);
        }
    }
}
