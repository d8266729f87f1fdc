using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Objects;

namespace Fathom.Tests.Sources.HotSpot.Objects;

/// <summary>A space as CMS leaves it after a sweep: free chunks between objects, in which dead objects still stand.</summary>
public sealed class HeapBlocksTests
{
    const ulong Table = 0x5_0000_0000;
    const int Least = 24;

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    [InlineData(false, 3)]
    [InlineData(false, 4)]
    public void Every_object_is_counted_and_no_dead_one(bool inMark, int seed)
    {
        Space space = Space.Random(inMark, 30_000, seed);
        ShapeTable shapes = space.NewShapes();

        HeapWalk<SyntheticHeap.NoVisitor> walk = space.NewWalk(shapes);
        Assert.Equal(space.End, walk.Walk(space.Part, SyntheticHeap.Start, space.End));

        Assert.Equal(space.Counts, space.CountsOf(shapes));
        Assert.Equal((space.Free, 0, 0L, 0L), (walk.Proof.Empty, walk.Proof.Broken, walk.Proof.PassedOver, walk.Proof.Unread));
        Assert.Equal((long)(space.End - SyntheticHeap.Start), walk.Proof.Walked + walk.Proof.Empty);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Pieces_begun_anywhere_add_up_to_the_whole(bool inMark)
    {
        Space space = Space.Random(inMark, 20_000, 5);
        ShapeTable shapes = space.NewShapes();
        HeapPart part = space.Part;
        HeapWalk<SyntheticHeap.NoVisitor> walk = space.NewWalk(shapes);
        // A search believes known classes only.
        walk.Walk(part, SyntheticHeap.Start, space.End);
        shapes.ClearCounts();

        const ulong piece = 10_008;
        for (ulong from = SyntheticHeap.Start; from < space.End; from += piece)
        {
            ulong until = Math.Min(space.End, from + piece);
            ulong first = from == SyntheticHeap.Start ? from : walk.Synchronise(part, from, until)!.Value;
            if (first < until)
                walk.Walk(part, first, until);
        }

        Assert.Equal(space.Counts, space.CountsOf(shapes));
    }

    [Fact]
    public void Behind_what_is_no_object_yet_the_table_leads_on_past_the_dead()
    {
        // Somebody has taken a block and not yet said what it is: a mark, and no class.
        Space space = new Space(inMark: true).Objects(50);
        ulong taken = space.End;
        space.Raw([1, .. new byte[2039]]).Chunk(4096).Objects(50);
        ShapeTable shapes = space.NewShapes();

        HeapWalk<SyntheticHeap.NoVisitor> walk = space.NewWalk(shapes);
        Assert.Equal(space.End, walk.Walk(space.Part, SyntheticHeap.Start, space.End));

        Assert.Equal(1, walk.Proof.Broken);
        Assert.InRange(walk.Proof.PassedOver, 2040, 2040 + 4096);
        Assert.Equal(space.Counts, space.CountsOf(shapes));
        Assert.Equal(taken + 2040 + 4096, walk.Synchronise(space.Part, taken + 2048, space.End));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Damage_ends_the_walk_with_every_byte_booked(bool inMark)
    {
        Space space = Space.Random(inMark, 300, 11);
        byte[] image = space.Image, table = space.Offsets;
        ulong end = space.End;
        Random random = new(1999993);
        for (int i = 0; i < 300; i++)
        {
            byte[] damaged = [.. image], offsets = [.. table];
            for (int changes = random.Next(1, 40); changes > 0; changes--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            offsets[random.Next(offsets.Length)] = (byte)random.Next(256);
            byte[] seen = random.Next(4) == 0 ? damaged[..random.Next(damaged.Length)] : damaged;
            HeapPart part = space.PartOf(seen, offsets);
            HeapWalk<SyntheticHeap.NoVisitor> walk = space.NewWalk(space.NewShapes(), seen);

            Assert.Equal(end, walk.Walk(part, SyntheticHeap.Start, end));

            WalkProof proof = walk.Proof;
            Assert.Equal((long)(end - SyntheticHeap.Start), proof.Walked + proof.Empty + proof.PassedOver + proof.Unread);
        }
    }

    [Theory]
    [InlineData(true, 0x81UL | (3 << 8), 0UL, 24)]
    [InlineData(true, 0x81UL | (1000 << 8), 1UL, 8000)]
    // A chunk that is to stay as it is.
    [InlineData(false, 3UL, 0x7_0000_0003UL, 24)]
    // Objects: unlocked, with an age and a hash; biased; locked; moved.
    [InlineData(true, 0x79UL | (0x1234UL << 8), 0UL, 0)]
    [InlineData(true, 0x85UL, 0UL, 0)]
    [InlineData(true, 0x7_0000_0080UL, 0UL, 0)]
    [InlineData(true, 0x7_0000_0083UL, 0UL, 0)]
    [InlineData(false, 3UL, 0x7_0000_0008UL, 0)]
    // Longer than there is room, shorter than a chunk, longer than a number.
    [InlineData(true, 0x81UL | (1001 << 8), 0UL, -1)]
    [InlineData(true, 0x81UL | (2 << 8), 0UL, -1)]
    [InlineData(false, ulong.MaxValue, 1UL, -1)]
    public void A_chunk_is_told_by_its_mark_or_by_its_class(bool inMark, ulong first, ulong second, long size)
    {
        byte[] bytes = new byte[32];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, first);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), second);

        Assert.Equal(size, new HeapBlocks(inMark, 8, Space.BlockOffsets([0], [0])).FreeAt(bytes, 8000));
    }

    /// <summary>Objects as in <see cref="SyntheticHeap"/>, none shorter than a chunk.</summary>
    sealed class Space(bool inMark)
    {
        readonly List<byte> _bytes = [];
        readonly List<int> _starts = [];

        internal Dictionary<uint, long> Counts { get; } = [];

        internal long Free { get; private set; }

        internal ulong End => SyntheticHeap.Start + (ulong)_bytes.Count;

        internal byte[] Image => [.. _bytes];

        internal HeapPart Part => PartOf(Image, Offsets);

        internal HeapPart PartOf(byte[] image, byte[] offsets) =>
            new(new AddressRange(new Address(SyntheticHeap.Start), new Address(End)), "old", 8, Blocks: new HeapBlocks(inMark, 8, BlockOffsets(image, offsets)));

        internal static Space Random(bool inMark, int objects, int seed)
        {
            Random random = new(seed);
            Space space = new(inMark);
            for (int i = 0; i < objects; i++)
            {
                space.Object(random.Next(40) == 0 ? random.Next(20_000) : random.Next(40), random);
                if (random.Next(3) == 0)
                    space.Chunk(random.Next(100) == 0 ? 8 * random.Next(3, 50_000) : 8 * random.Next(3, 40));
            }
            return space;
        }

        /// <summary>Pointers to classes are even.</summary>
        int ClassShift => inMark ? 0 : 4;

        internal ShapeTable NewShapes() => new(word =>
        {
            ObjectShape shape = SyntheticHeap.Shape(word >> ClassShift);
            shape.Word = word;
            return shape;
        });

        internal Dictionary<uint, long> CountsOf(ShapeTable shapes)
        {
            Dictionary<uint, long> counts = [];
            for (int i = 1; i < shapes.Count; i++)
                counts[(uint)shapes[i].Word >> ClassShift] = shapes[i].Count;
            return counts;
        }

        internal Space Objects(int count)
        {
            Random random = new(count);
            for (int i = 0; i < count; i++)
                Object(i, random);
            return this;
        }

        internal Space Raw(byte[] bytes)
        {
            _starts.Add(_bytes.Count);
            _bytes.AddRange(bytes);
            return this;
        }

        /// <summary>What stood there before stands there still, but for the chunk's own header.</summary>
        internal Space Chunk(int length)
        {
            byte[] bytes = Dead(length);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, inMark ? ((ulong)(length / 8) << 8) | 0x81 : (ulong)(length / 8));
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), inMark ? SyntheticHeap.Small : SyntheticHeap.Start | 1);
            Free += length;
            return Raw(bytes);
        }

        internal HeapWalk<SyntheticHeap.NoVisitor> NewWalk(ShapeTable shapes, byte[]? image = null) =>
            new(new FakeMemory().Put(SyntheticHeap.Start, image ?? Image), shapes, new ObjectSizes(12, 16, 0, 2, 8),
                new HeaderLayout(IsCompact: false, IsNarrow: true, ArrayLengthAt: 12), new HeapHoles([]), long.MaxValue);

        /// <summary>As BlockOffsetArray::set_remainder_to_point_to_start fills it.</summary>
        internal byte[] Offsets
        {
            get
            {
                const int card = 512;
                byte[] table = new byte[(_bytes.Count + card - 1) / card];
                int block = 0;
                for (int i = 0; i < table.Length; i++)
                {
                    while (block + 1 < _starts.Count && _starts[block + 1] <= i * card)
                        block++;
                    int first = (_starts[block] + card - 1) / card, power = 0;
                    for (int back = (i - first) / 16; back > 0; back /= 16)
                        power++;
                    table[i] = (byte)(i == first ? ((i * card) - _starts[block]) / 8 : 64 + power);
                }
                return table;
            }
        }

        internal static BlockOffsets BlockOffsets(byte[] image, byte[] offsets) =>
            new(new VmMemory(new FakeMemory().Put(SyntheticHeap.Start, image).Put(Table, offsets)),
                new AddressRange(new Address(SyntheticHeap.Start), new Address(SyntheticHeap.Start + (512 * (ulong)offsets.Length))), new Address(Table));

        void Object(int length, Random random)
        {
            uint klass = random.Next(4) switch { 0 => SyntheticHeap.Large, 1 => SyntheticHeap.Bytes, 2 => SyntheticHeap.Words, _ => SyntheticHeap.Small };
            byte[] bytes = new SyntheticHeap().Object(klass, length).Image;
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), klass << ClassShift);
            Counts[klass] = Counts.GetValueOrDefault(klass) + 1;
            Raw(bytes.Length >= Least ? bytes : [.. bytes, .. new byte[Least - bytes.Length]]);
        }

        static byte[] Dead(int length)
        {
            byte[] one = new SyntheticHeap().Object(SyntheticHeap.Small).Image, dead = new byte[length];
            for (int at = 0; at < length; at += one.Length)
                one.AsSpan(0, Math.Min(one.Length, length - at)).CopyTo(dead.AsSpan(at));
            return dead;
        }
    }
}
