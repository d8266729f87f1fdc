using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Holders;
using Fathom.Sources.HotSpot.Objects;

namespace Fathom.Tests.Sources.HotSpot.Objects;

/// <summary>A heap of objects that refer to each other, with whole references or narrow ones, and the climb over it.</summary>
sealed class ObjectGraph : IClimbed
{
    internal const ulong Start = 0x7_0000_0000;
    const int FirstField = 16, FieldBytes = 8;
    const ulong Filler = 0xF000;

    readonly List<byte> _bytes = [];
    readonly List<HeapClass> _byNumber = [];
    readonly Dictionary<ulong, int> _sizes = [];
    readonly Dictionary<ulong, RootKind> _roots = [];

    internal ObjectGraph()
    {
        Classes = new ClassTable((klass, _) => _byNumber.Find(one => one.Klass == klass), (one, offset, _) => $"f{offset}");
    }

    public ClassTable Classes { get; }

    public ReferenceCode Code { get; init; } = Whole;

    internal static ReferenceCode Whole { get; } = new(8, 0, 0, false, ulong.MaxValue, 0, 0);

    /// <summary>In units of 8 bytes from a base that lies below the heap.</summary>
    internal static ReferenceCode Narrow { get; } = new(4, Start - 0x1_0000, 3, false, ulong.MaxValue, 0, 0);

    public int KlassAt => 0;

    internal ReferenceGraph Found { get; } = new();

    internal ulong Top => Start + (ulong)_bytes.Count;

    /// <summary>A class whose objects have so many fields, all of them references.</summary>
    internal int Class(string name, int fields, Func<HeapClass, HeapClass>? with = null)
    {
        HeapClass one = new(new Address(0x1000 + (8 * (ulong)_byNumber.Count)), name)
        {
            References = [.. Enumerable.Range(0, fields).Select(field => FirstField + (field * FieldBytes))],
        };
        _byNumber.Add(with is null ? one : with(one));
        _sizes[one.Klass.Value] = FirstField + (fields * FieldBytes);
        return Classes.Of(one.Klass);
    }

    internal ulong Object(int ofClass)
    {
        HeapClass one = Classes[ofClass];
        ulong at = Top;
        byte[] bytes = new byte[_sizes[one.Klass.Value]];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), (uint)one.Klass.Value);
        _bytes.AddRange(bytes);
        return at;
    }

    /// <summary>An array of bytes without references, but with words that look like some.</summary>
    internal void Fill(int length, ulong word = 0)
    {
        byte[] bytes = new byte[(16 + length + 7) & ~7];
        for (int at = 16; at + 8 <= bytes.Length; at += 8)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), word);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), (uint)Filler);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), length);
        _bytes.AddRange(bytes);
    }

    internal void Refer(ulong from, int field, ulong to)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Code.Length == 8 ? to : (to - Code.Base) >> Code.Shift);
        for (int i = 0; i < 8; i++)
            _bytes[(int)(from - Start) + FirstField + (field * FieldBytes) + i] = bytes[i];
    }

    internal void Root(ulong at) => _roots[at] = RootKind.JniGlobal;

    /// <summary>Climbs from holders; what the graph says of each afterwards.</summary>
    /// <param name="again">The passes begin at places that a walk before them took note of, and leave out what they can.</param>
    /// <param name="meanwhile">What the program does after the passes; all is then looked at once more.</param>
    internal Verdict Climb(IEnumerable<(ulong At, int Class)> holders, out int open, bool again = false, Action? meanwhile = null)
    {
        FakeMemory memory = new FakeMemory().Put(Start, [.. _bytes]);
        Found.Sieve = again ? ReferenceSieve.Of(Code, Found) : null;
        Climb climb = new(Found, this, _roots, null);
        foreach ((ulong at, int ofClass) in holders)
            climb.Start(new Holding(0, at, ofClass, 0));
        ShapeTable shapes = new(Shape);
        HeaderLayout headers = new(IsCompact: false, IsNarrow: true, ArrayLengthAt: 12);
        ReferenceVisitor visitor = new(climb, new ArrayRest(memory), marksMoved: true);
        HeapPart all = new(new AddressRange(new Address(Start), new Address(Top)), "old", 8);
        ObjectSizes sizes = new(12, 16, 0, 1, 8);
        HeapStretches? stretches = null;
        if (again)
        {
            stretches = new HeapStretches((long)(Top - Start));
            stretches.Begin();
            new HeapWalk<SyntheticHeap.NoVisitor>(memory, shapes, sizes, headers, new HeapHoles([]), long.MaxValue) { Stretches = stretches }.Walk(all, Start, Top);
            stretches.End(all);
        }
        ClimbPasses passes = new(climb, [all], () => new(memory, shapes, sizes, headers, new HeapHoles([]), long.MaxValue) { Visitor = visitor }, _ => { }, stretches);
        Verdict verdict = new(Found);
        open = passes.Run(verdict);
        verdict.Keep(_ => true);
        if (meanwhile is not null)
        {
            meanwhile();
            FakeMemory later = new FakeMemory().Put(Start, [.. _bytes]);
            HeapWalk<ReferenceVisitor> last = new(later, shapes, sizes, headers, new HeapHoles([]), long.MaxValue) { Visitor = new ReferenceVisitor(climb, new ArrayRest(later), marksMoved: true) };
            Assert.True(ClimbPasses.Last(climb, last, [all with { Used = new AddressRange(new Address(Start), new Address(Top)) }]));
        }
        verdict.Doubt(open);
        return verdict;
    }

    public int ClassAt(ulong address) => Classes.Of(new Address(Word(address + 8) & 0xFFFF_FFFF));

    public ulong? ReferentOf(ulong address, HeapClass one) => Word(address + (ulong)one.ReferentAt);

    ulong Word(ulong address) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.GetRange((int)(address - Start), 8).ToArray());

    ObjectShape Shape(ulong word)
    {
        if (word == Filler)
            return new ObjectShape { Kind = ShapeKind.Array, Size = 16, ElementType = 8, Word = word, Klass = word, Owner = -1 };
        int number = Classes.Of(new Address(word));
        return number < 0 ? default : new ObjectShape
        {
            Kind = ShapeKind.Instance,
            Size = _sizes[word],
            Word = word,
            Klass = word,
            Owner = number,
            IsWhole = true,
        };
    }
}
