using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>The length of one object, by its shape and its header (oopDesc::size_given_klass in oops/oop.inline.hpp).</summary>
/// <param name="LengthAt">Where an array keeps its length.</param>
/// <param name="MirrorSizeAt">Where a java.lang.Class says how many words it has; zero where it is not known.</param>
/// <param name="ChunkSizeAt">Where a StackChunk says how many words of frames it has.</param>
sealed record ObjectSizes(int LengthAt, int MirrorSizeAt, int ChunkSizeAt, int ReferencesPerWord, long Alignment)
{
    public const string StackChunk = "jdk/internal/vm/StackChunk";

    public static ObjectSizes Of(Vm vm, VmFlags flags, HeaderLayout headers, IReadOnlyDictionary<string, Address> known) => new(
        headers.ArrayLengthAt,
        vm.Static("java_lang_Class", "_oop_size_offset") is { } at ? vm.Memory.Int32(at) ?? 0 : 0,
        known.TryGetValue(StackChunk, out Address chunk) ? JavaFields.Of(vm, chunk).GetValueOrDefault("size") : 0,
        flags.Bool("UseCompressedOops") == true ? 2 : 1,
        (long)(flags.Number("ObjectAlignmentInBytes") is { } asked and >= 8 and <= 256 ? asked : 8));

    /// <summary>Zero where what it says of itself cannot be.</summary>
    public long Of(in ObjectShape shape, ReadOnlySpan<byte> bytes) => Of(ShapeSlot.Of(shape, 0), shape, bytes);

    /// <param name="slot">Of the same shape.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Of(in ShapeSlot slot, in ObjectShape shape, ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            if (slot.Length > 0)
                return (slot.Length + Alignment - 1) & -Alignment;
            if (slot.Length == 0)
                return Special(shape, bytes);
            int length = MemoryMarshal.Read<int>(bytes[LengthAt..]);
            return length < 0 ? 0 : (slot.HeaderOfArray + ((long)length << slot.ElementShift) + Alignment - 1) & -Alignment;
        }
    }

    long Special(in ObjectShape shape, ReadOnlySpan<byte> bytes)
    {
        int at = shape.Kind == ShapeKind.Mirror ? MirrorSizeAt : ChunkSizeAt;
        if (at <= 0 || at + 4 > bytes.Length)
            return 0;
        long words = MemoryMarshal.Read<int>(bytes[at..]);
        if (words < 0)
            return 0;
        if (shape.Kind == ShapeKind.Mirror)
            return words * 8 < shape.Size ? 0 : words * 8;
        // InstanceStackChunkKlass::instance_size: the frames, and a bit for each reference that may stand in them.
        long bitmap = ((words * ReferencesPerWord) + 63) / 64;
        return (shape.Size + ((words + bitmap) * 8) + Alignment - 1) & -Alignment;
    }
}
