using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>
/// Whether objects stand one behind the other from a place on. So many in a row are no accident: the word of each names a
/// class that descends from java.lang.Object.
/// </summary>
readonly ref struct ObjectChain(IMemory memory, ShapeTable shapes, ObjectSizes sizes, HeaderLayout headers)
{
    const int Convincing = 12;

    const int Header = 64;

    public bool LeadsOn(HeapWindow window, ulong at, ulong limit, in HeapPart part)
    {
        Span<byte> outside = stackalloc byte[Header];
        for (int links = 0; links < Convincing; links++)
        {
            if (at == limit)
                return links > 0;
            ReadOnlySpan<byte> bytes = outside;
            if (window.Holds(at, Header))
                bytes = window.From(at);
            else
                Read(at, limit, outside);
            // Words that no object had yet are not looked up at the first link: most of them are no classes.
            ulong word = headers.Word(bytes);
            int index = links == 0 ? shapes.FindKnown(word) : shapes.Find(word);
            if (index == 0 || !IsMark(bytes))
                return false;
            ref ObjectShape shape = ref shapes[index];
            long size = shape.IsWhole && shape.Size > bytes.Length ? (shape.Kind == ShapeKind.Instance ? shape.Size : 0) : sizes.Of(shape, bytes);
            if (size <= 0 || (ulong)size > limit - at)
                return false;
            at += (ulong)size;
            if (part.Alignment > 8)
                at = Math.Min(limit, (at + (ulong)part.Alignment - 1) & ~(ulong)(part.Alignment - 1));
        }
        return true;
    }

    void Read(ulong at, ulong limit, Span<byte> into)
    {
        into.Clear();
        memory.Read(new Address(at), into[..(int)Math.Min((ulong)into.Length, limit - at)]);
    }

    /// <summary>A mark word is never zero: unlocked it ends in 01, and a lock or a new place is a pointer (oops/markWord.hpp).</summary>
    static bool IsMark(ReadOnlySpan<byte> bytes) => System.Runtime.InteropServices.MemoryMarshal.Read<ulong>(bytes) != 0;
}
