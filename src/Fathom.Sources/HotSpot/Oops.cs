using System.Numerics;
using Fathom.Evidence;
using Fathom.Sources.HotSpot.Objects;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// References to Java objects, decoded as this JVM encodes them. A collector moves objects while we read, so an object
/// is believed only if its header names the class that it must have. Where ZGC has moved it and left the reference as it
/// was, the reference leads to the new place.
/// </summary>
sealed class Oops
{
    readonly Vm _vm;
    readonly ReferenceCode _code;
    readonly bool _compressed;
    readonly bool _compressedClasses;
    readonly bool _compactHeaders;
    readonly bool _coloured;
    readonly bool _alignedArrays;
    readonly ulong _oopBase;
    readonly int _oopShift;
    readonly ulong _klassBase;
    readonly int _klassShift;

    public Oops(Vm vm, VmFlags flags)
    {
        _vm = vm;
        _compressed = flags.Bool("UseCompressedOops") ?? false;
        _compactHeaders = flags.Bool("UseCompactObjectHeaders") ?? false;
        _compressedClasses = _compactHeaders || (flags.Bool("UseCompressedClassPointers") ?? false);
        // Only generational ZGC shows its pointer shift (gc/z/vmStructs_z.hpp); before, pointers in memory are plain. From
        // 21 to 23 a JVM has both kinds, and a flag chooses.
        _coloured = flags.Bool("UseZGC") == true && flags.Bool("ZGenerational") != false
            && vm.Tables.Field("ZGlobalsForVMStructs", "_ZPointerLoadShift") is not null;
        // HotSpot had a number of its own in JDK 8, which is 25; it has its encoding in Universe.
        _alignedArrays = vm.Static("Abstract_VM_Version", "_vm_major_version") is not { } version
            || vm.Memory.Int32(version) is null or < 23 || vm.Static("Universe", "_narrow_oop._base") is not null;
        (_oopBase, _oopShift) = Narrow("CompressedOops", "_narrow_oop", "Universe");
        (_klassBase, _klassShift) = Narrow("CompressedKlassPointers", "_narrow_klass", "Universe");
        ZViews? views = flags.Bool("UseZGC") == true ? ZViews.Of(vm, flags) : null;
        Heap = views is null ? vm.Memory : vm.Memory.Through(views.Over);
        _code = Code(views) with { Moves = ZForwardings.Of(vm, flags, views) };
    }

    /// <summary>Memory at the places that references lead to.</summary>
    public VmMemory Heap { get; }

    /// <summary>Some reference may have led elsewhere than was said.</summary>
    public bool IsUnclear => _code.Moves is { IsUnclear: true };

    public bool HasTurned => _code.Moves?.HasTurned() == true;

    /// <summary>Before a search: what was known of moved objects is forgotten.</summary>
    public void Begin() => _code.Moves?.Begin();

    /// <summary>Within a search, before references are followed anew.</summary>
    public void Renew() => _code.Moves?.Renew();

    /// <summary>Base and shift stood in a struct up to 22 and stand alone since; in JDK 8 and 11 in Universe.</summary>
    (ulong Base, int Shift) Narrow(string type, string part, string before)
    {
        foreach ((string holder, string prefix) in new[] { (type, ""), (type, part + "."), (before, part + ".") })
        {
            if (_vm.Static(holder, prefix + "_base") is { } baseAt && _vm.Static(holder, prefix + "_shift") is { } shiftAt)
                return (_vm.Memory.Word(baseAt) ?? 0, _vm.Memory.Int32(shiftAt) ?? 0);
        }
        return (0, 0);
    }

    /// <summary>A reference in a field of an object.</summary>
    public Address? Field(Address? at, int offset)
    {
        if (at is not { } start)
            return null;
        if (!_compressed)
            return Plain(Heap.Word(start + offset));
        return Heap.Int32(start + offset) is { } narrow and not 0
            ? VmMemory.AsPointer(unchecked(_oopBase + ((ulong)(uint)narrow << _oopShift)))
            : null;
    }

    /// <summary>
    /// The slot that holds the reference of a field of HotSpot's own: behind an OopHandle, or the field itself where it
    /// still is a plain oop (mirrors up to JDK 9, threads up to 15).
    /// </summary>
    public static Address? Slot(Vm vm, Address of, string type, string field) =>
        vm.Tables.Field(type, field) is { Type: "oop" } ? vm.At(of, type, field) : vm.Pointer(of, type, field);

    /// <summary>What an OopHandle refers to: a slot that holds a whole pointer.</summary>
    public Address? Handle(Address? slot) => slot is { } at ? Plain(_vm.Memory.Word(at)) : null;

    /// <summary>The class that an object's header names.</summary>
    public Address? KlassAt(Address oop)
    {
        const int compactShift = 42; // markWord::klass_shift
        ulong? word = _compactHeaders ? Heap.Word(oop) >> compactShift
            : _compressedClasses ? unchecked((uint?)Heap.Int32(oop + 8)) : Heap.Word(oop + 8);
        return word is { } known and not 0 ? VmMemory.AsPointer(KlassOf(known)) : null;
    }

    /// <summary>Whether the object's header names this class.</summary>
    public bool Is(Address? oop, Address klass)
    {
        const int compactShift = 42; // markWord::klass_shift
        if (oop is not { } at)
            return false;
        if (_compactHeaders)
            return Heap.Word(at) is { } mark && Klass(mark >> compactShift) == klass.Value;
        return _compressedClasses
            ? Heap.Int32(at + 8) is { } narrow && Klass(unchecked((uint)narrow)) == klass.Value
            : Heap.Word(at + 8) == klass.Value;
    }

    public bool HasCompactHeaders => _compactHeaders;

    public bool HasNarrowClasses => _compressedClasses;

    /// <summary>Bytes of a reference in a field.</summary>
    public int FieldSize => _compressed ? 4 : 8;

    /// <summary>The bits of a reference that are zero in null: generational ZGC colours null too (gc/z/zAddress.hpp).</summary>
    public ulong ReferenceMask => _coloured ? ~0xFFFFUL : ulong.MaxValue;

    /// <summary>Where an array keeps its length.</summary>
    public int ArrayLengthAt => _compactHeaders ? 8 : _compressedClasses ? 12 : 16;

    /// <summary>Where its elements begin: behind the length, up to JDK 22 at a multiple of eight (JDK-8139457).</summary>
    public int ArrayDataAt => _alignedArrays ? (ArrayLengthAt + 4 + 7) & ~7 : ArrayLengthAt + 4;

    /// <summary>How references stand in fields, and by which of several views of the heap objects are told.</summary>
    public ReferenceCode Code(ZViews? views) => new(FieldSize, _compressed ? _oopBase : 0, _compressed ? _oopShift : 0, _coloured,
        views?.OffsetMask ?? ulong.MaxValue, views?.Canonical(0).Value ?? 0, views?.Bits ?? 0);

    /// <summary>The class behind the word of a header, narrow or whole.</summary>
    public ulong KlassOf(ulong word) => _compressedClasses ? Klass(word) : word;

    ulong Klass(ulong narrow) => unchecked(_klassBase + (narrow << _klassShift));

    /// <summary>Generational ZGC colours pointers: four bits say by how much to shift (gc/z/zAddress.inline.hpp).</summary>
    Address? Plain(ulong? word)
    {
        if (word is not { } value || value == 0)
            return null;
        if (_code.View != 0)
            return VmMemory.AsPointer(_code.Whole(value));
        int colour = (int)(value >> 12 & 15);
        return VmMemory.AsPointer(_coloured && colour != 0 ? value >> (13 + BitOperations.TrailingZeroCount(colour)) : value);
    }
}
