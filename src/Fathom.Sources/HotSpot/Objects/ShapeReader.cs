using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>
/// Makes a shape of what a header's word points to, or says that it is no class: Klass::_layout_helper (oops/klass.hpp)
/// must make sense, and the first of its ancestors must be java.lang.Object.
/// </summary>
sealed class ShapeReader
{
    const int LargestKlass = 4096;
    const int LongestInstance = 1 << 20;

    readonly Vm _vm;
    readonly Oops _oops;
    readonly ulong _object;
    readonly ulong _mirror;
    readonly ulong _stackChunk;
    readonly int _size;
    readonly int _layoutAt;
    readonly int _ancestorAt;
    readonly byte[] _bytes;
    readonly Func<Address, int> _ownerOf;

    /// <summary>Classes without which nothing is told; the last one is there from JDK 19 on.</summary>
    public static readonly string[] Known = ["java/lang/Object", "java/lang/Class", ObjectSizes.StackChunk];

    /// <param name="known">Where <see cref="Known"/> are.</param>
    /// <param name="ownerOf">What objects of a class are looked at for.</param>
    public ShapeReader(Vm vm, Oops oops, IReadOnlyDictionary<string, Address> known, Func<Address, int> ownerOf)
    {
        _vm = vm;
        _oops = oops;
        _ownerOf = ownerOf;
        _object = known.GetValueOrDefault("java/lang/Object").Value;
        _mirror = known.GetValueOrDefault("java/lang/Class").Value;
        _stackChunk = known.GetValueOrDefault(ObjectSizes.StackChunk).Value;
        _layoutAt = Offset("_layout_helper");
        _ancestorAt = Offset("_primary_supers[0]");
        _size = Math.Max(_layoutAt + 4, _ancestorAt + 8);
        _bytes = new byte[Math.Clamp(_size, 0, LargestKlass)];
    }

    /// <summary>Without these nothing can be told from anything.</summary>
    public bool CanRead => _object != 0 && _mirror != 0 && _layoutAt > 0 && _ancestorAt > 0 && _size <= LargestKlass;

    public ObjectShape Read(ulong word)
    {
        ulong klass = _oops.KlassOf(word);
        if (klass % 8 != 0 || VmMemory.AsPointer(klass) is not { } at || _vm.Memory.Read(at, _bytes) != _bytes.Length
            || MemoryMarshal.Read<ulong>(_bytes.AsSpan(_ancestorAt)) != _object)
            return default;
        int layout = MemoryMarshal.Read<int>(_bytes.AsSpan(_layoutAt));
        ObjectShape shape = layout < 0 ? ArrayShape(layout) : InstanceShape(klass, layout);
        if (shape.Kind == ShapeKind.None)
            return default;
        shape.Word = word;
        shape.Klass = klass;
        shape.Owner = layout < 0 ? -1 : _ownerOf(at);
        shape.IsWhole = shape.Owner >= 0 || shape.Kind is ShapeKind.Mirror or ShapeKind.StackChunk;
        return shape;
    }

    ObjectShape InstanceShape(ulong klass, int layout)
    {
        // The lowest bit asks the allocator to take the slow path; the size is the rest.
        int size = layout & ~7;
        return size < 8 || size > LongestInstance
            ? default
            : new ObjectShape
            {
                Kind = klass == _mirror ? ShapeKind.Mirror : klass == _stackChunk ? ShapeKind.StackChunk : ShapeKind.Instance,
                Size = size,
            };
    }

    /// <summary>Tag, header size, kind and log2 of the elements' size, a byte each.</summary>
    ObjectShape ArrayShape(int layout)
    {
        int header = (layout >> 16) & 0xFF, shift = layout & 0xFF;
        return shift > 3 || header < _oops.ArrayLengthAt + 4
            ? default
            : new ObjectShape { Kind = ShapeKind.Array, Size = header, ElementShift = (byte)shift, ElementType = (byte)((layout >> 8) & 0xFF) };
    }

    int Offset(string field) =>
        _vm.Tables.Field("Klass", field) is { IsStatic: false, Offset: < LargestKlass } found ? (int)found.Offset : 0;
}
