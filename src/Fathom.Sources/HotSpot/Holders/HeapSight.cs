using Fathom.Evidence;
using Fathom.Sources.HotSpot.Objects;
using Fathom.Sources.Memory;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>One JVM's heap, ready to be walked for the numbers or for the references of its objects.</summary>
sealed class HeapSight : IClimbed
{
    readonly IMemory _memory;
    readonly HeapWindow _window;
    readonly Oops _oops;
    readonly HeaderLayout _headers;
    readonly ObjectSizes _sizes;
    readonly ShapeReader _numbers;
    readonly ShapeReader _references;

    public HeapSight(VmTables tables, IMemory memory)
    {
        Vm = new Vm(tables, new VmMemory(memory));
        VmFlags flags = VmFlags.Read(Vm);
        _oops = new Oops(Vm, flags);
        _headers = HeaderLayout.Of(_oops);
        Dictionary<string, Address> known = Klasses.Find(Vm, ShapeReader.Known);
        _sizes = ObjectSizes.Of(Vm, flags, _headers, known);
        Moments = new HeapMoments(Vm, flags, _headers, _sizes);
        Code = _oops.Code(Moments.Views) with { Moves = ZForwardings.Of(Vm, flags, Moments.Views) };
        _memory = Moments.Views?.Over(memory) ?? memory;
        _window = new HeapWindow(_memory);
        NearMemory near = new(memory);
        ClassReader reader = new(new Vm(tables, new VmMemory(near)), near);
        Classes = new ClassTable(reader.Read, reader.FieldName);
        _numbers = new ShapeReader(Vm, _oops, known, klass => Chosen(klass, one => one.Longs));
        _references = new ShapeReader(Vm, _oops, known, klass => Chosen(klass, one => one.References));
        Numbers = new ShapeTable(_numbers.Read);
        References = new ShapeTable(_references.Read);
        Rest = new ArrayRest(_memory);
        KlassAt = Vm.Static("java_lang_Class", "_klass_offset") is { } at ? Vm.Memory.Int32(at) ?? 0 : 0;
        Facts = new JavaHeapFacts(Vm, flags);
    }

    public Vm Vm { get; }

    public HeapMoments Moments { get; }

    public ReferenceCode Code { get; }

    public ClassTable Classes { get; }

    public JavaHeapFacts Facts { get; }

    /// <summary>Shapes of which those with long fields are shown whole.</summary>
    public ShapeTable Numbers { get; }

    /// <summary>Shapes of which those with references are shown whole.</summary>
    public ShapeTable References { get; }

    public ArrayRest Rest { get; }

    /// <summary>Where a java.lang.Class says which class it is of.</summary>
    public int KlassAt { get; }

    /// <summary>ZGC keeps new places in tables of its own, the others in the mark.</summary>
    public bool MarksMoved => Moments.Collector != "Z";

    public bool IsUnderstood => _numbers.CanRead && Moments.Collector is not null;

    /// <summary>One at a time: they share a window.</summary>
    public HeapWalk<TVisitor> NewWalk<TVisitor>(HeapMoment moment, ShapeTable shapes, TVisitor visitor, long deadline, HeapStretches? stretches = null)
        where TVisitor : struct, IHeapVisitor =>
        new(_memory, shapes, _sizes, _headers, new HeapHoles(moment.Holes), deadline, _window) { Visitor = visitor, Stretches = stretches };

    /// <summary>The class of an object that was not met by a walk; below zero where none stands there.</summary>
    public int ClassAt(ulong address)
    {
        Span<byte> header = stackalloc byte[HeaderLayout.Longest];
        if (_memory.Read(new Address(address), header) < HeaderLayout.Longest)
            return -1;
        ref ObjectShape shape = ref References[References.Find(_headers.Word(header))];
        return shape.Kind == ShapeKind.None ? -1 : Classes.Of(new Address(shape.Klass));
    }

    /// <summary>What a java.lang.ref.Reference watches; zero for nothing.</summary>
    public ulong? ReferentOf(ulong address, HeapClass one)
    {
        Span<byte> bytes = stackalloc byte[8];
        return _memory.Read(new Address(address + (ulong)one.ReferentAt), bytes[..Code.Length]) == Code.Length ? Code.At(bytes, 0) : null;
    }

    int Chosen(Address klass, Func<HeapClass, int[]> places) =>
        Classes.Of(klass) is >= 0 and var number && places(Classes[number]).Length > 0 ? number : -1;
}
