using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>The length of one object, by its shape and its header (oopDesc::size_given_klass in oops/oop.inline.hpp).</summary>
sealed class ObjectSizes
{
    readonly int _lengthAt;
    readonly int _mirrorSizeAt;
    readonly int _chunkSizeAt;
    readonly int _referencesPerWord;
    readonly long _alignment;

    public ObjectSizes(Vm vm, VmFlags flags, HeaderLayout headers)
    {
        _lengthAt = headers.ArrayLengthAt;
        _alignment = (long)(flags.Number("ObjectAlignmentInBytes") is { } asked and >= 8 and <= 256 ? asked : 8);
        _mirrorSizeAt = vm.Static("java_lang_Class", "_oop_size_offset") is { } at ? vm.Memory.Int32(at) ?? 0 : 0;
        _chunkSizeAt = Klasses.Find(vm, ["jdk/internal/vm/StackChunk"]).TryGetValue("jdk/internal/vm/StackChunk", out Address chunk)
            ? JavaFields.Of(vm, chunk).GetValueOrDefault("size")
            : 0;
        _referencesPerWord = flags.Bool("UseCompressedOops") == true ? 2 : 1;
    }

    public long Alignment => _alignment;

    /// <summary>Zero where what it says of itself cannot be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Of(in ObjectShape shape, ReadOnlySpan<byte> bytes)
    {
        if (shape.Kind == ShapeKind.Instance)
            return (shape.Size + _alignment - 1) & -_alignment;
        if (shape.Kind != ShapeKind.Array)
            return Special(shape, bytes);
        int length = MemoryMarshal.Read<int>(bytes[_lengthAt..]);
        return length < 0 ? 0 : (shape.Size + ((long)length << shape.ElementShift) + _alignment - 1) & -_alignment;
    }

    long Special(in ObjectShape shape, ReadOnlySpan<byte> bytes)
    {
        int at = shape.Kind == ShapeKind.Mirror ? _mirrorSizeAt : _chunkSizeAt;
        if (at <= 0 || at + 4 > bytes.Length)
            return 0;
        long words = MemoryMarshal.Read<int>(bytes[at..]);
        if (words < 0)
            return 0;
        if (shape.Kind == ShapeKind.Mirror)
            return words * 8 < shape.Size ? 0 : words * 8;
        // InstanceStackChunkKlass::instance_size: the frames, and a bit for each reference that may stand in them.
        long bitmap = ((words * _referencesPerWord) + 63) / 64;
        return (shape.Size + ((words + bitmap) * 8) + _alignment - 1) & -_alignment;
    }
}
