using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.HotSpot.Objects;

namespace Fathom.Tests.Sources.HotSpot.Objects;

/// <summary>A heap made object by object, with narrow class words, and the walk over it.</summary>
sealed class SyntheticHeap
{
    internal const ulong Start = 0x7_0000_0000;
    internal const uint Small = 0x1001, Large = 0x1002, Bytes = 0x2001, Words = 0x2002, Mirror = 0x3001;

    const ulong Mark = 1;

    readonly List<byte> _bytes = [];
    readonly List<AddressRange> _holes = [];

    internal ulong Top => Start + (ulong)_bytes.Count;

    internal Dictionary<uint, long> Counts { get; } = [];

    internal byte[] Image => [.. _bytes];

    internal SyntheticHeap Object(uint klass, int length = 0)
    {
        int size = klass switch { Small => 16, Large => 48, Bytes => 16 + length, Words => 16 + (8 * length), _ => 64 };
        int at = _bytes.Count;
        CollectionsMarshal.SetCount(_bytes, at + ((size + 7) & ~7));
        Span<byte> bytes = CollectionsMarshal.AsSpan(_bytes)[at..];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Mark);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], klass);
        if (klass is Bytes or Words)
            BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], length);
        if (klass == Mirror)
            BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], 8);
        Counts[klass] = Counts.GetValueOrDefault(klass) + 1;
        return this;
    }

    /// <summary>What a thread has set aside: whatever stood there before.</summary>
    internal SyntheticHeap Hole(int length, byte old)
    {
        _holes.Add(new AddressRange(new Address(Top), new Address(Top) + length));
        return Raw(length, old);
    }

    internal SyntheticHeap Raw(int length, byte filling)
    {
        _bytes.AddRange(Enumerable.Repeat(filling, length));
        return this;
    }

    internal static SyntheticHeap Random(int objects, int seed)
    {
        Random random = new(seed);
        SyntheticHeap heap = new();
        for (int i = 0; i < objects; i++)
        {
            uint klass = random.Next(5) switch { 0 => Large, 1 => Bytes, 2 => Words, 3 => Mirror, _ => Small };
            heap.Object(klass, random.Next(40) == 0 ? random.Next(300_000) : random.Next(40));
            if (random.Next(500) == 0)
                heap.Hole(8 * random.Next(1, 200), (byte)random.Next(256));
        }
        return heap;
    }

    internal HeapPart Part(bool isFilled = true) =>
        new(new AddressRange(new Address(Start), new Address(Top)), "eden", 8, IsFilled: isFilled);

    internal Walked Walk(FakeMemory? memory = null, bool isFilled = true)
    {
        Walked walked = new();
        HeapWalk<NoVisitor> walk = NewWalk(walked.Shapes, memory);
        walked.End = walk.Walk(Part(isFilled), Start, Top);
        walked.Proof = walk.Proof;
        return walked;
    }

    internal HeapWalk<NoVisitor> NewWalk(ShapeTable shapes, FakeMemory? memory = null)
    {
        HeaderLayout headers = new(IsCompact: false, IsNarrow: true, ArrayLengthAt: 12);
        return new(memory ?? new FakeMemory().Put(Start, Image), shapes, new ObjectSizes(12, 16, 0, 2, 8), headers, new HeapHoles(_holes), long.MaxValue);
    }

    /// <summary>What a word stands for here.</summary>
    internal static ObjectShape Shape(ulong word)
    {
        ObjectShape shape = (uint)word switch
        {
            Small => new() { Kind = ShapeKind.Instance, Size = 16 },
            Large => new() { Kind = ShapeKind.Instance, Size = 48 },
            Bytes => new() { Kind = ShapeKind.Array, Size = 16 },
            Words => new() { Kind = ShapeKind.Array, Size = 16, ElementShift = 3 },
            Mirror => new() { Kind = ShapeKind.Mirror, Size = 56, IsWhole = true },
            _ => default,
        };
        shape.Word = word;
        shape.Owner = -1;
        return shape;
    }

    internal readonly struct NoVisitor : IHeapVisitor
    {
        public void Visit(Address at, ref ObjectShape shape, long size, ReadOnlySpan<byte> bytes)
        {
        }
    }

    internal sealed class Walked
    {
        internal ShapeTable Shapes { get; } = new(Shape);

        internal WalkProof Proof { get; set; }

        internal ulong? End { get; set; }

        /// <summary>Every byte is booked once, whatever stands there.</summary>
        internal long Booked => Proof.Walked + Proof.Unused + Proof.Empty + Proof.PassedOver + Proof.Unread;

        internal Dictionary<uint, long> Counts
        {
            get
            {
                Dictionary<uint, long> counts = [];
                for (int i = 1; i < Shapes.Count; i++)
                    counts[(uint)Shapes[i].Word] = Shapes[i].Count;
                return counts;
            }
        }
    }
}
