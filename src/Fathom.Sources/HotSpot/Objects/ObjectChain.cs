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
            long room = part.Blocks?.FreeAt(bytes, limit - at) ?? 0;
            if (room < 0)
                return false;
            if (room > 0)
            {
                at += (ulong)room;
                continue;
            }
            // Words that no object had yet are not looked up at the first link: most of them are no classes.
            ulong word = headers.Word(bytes);
            int index = links == 0 ? shapes.FindKnown(word) : shapes.Find(word);
            if (index == 0 || !IsMark(bytes))
                return false;
            ref ObjectShape shape = ref shapes[index];
            long size = shape.IsWhole && shape.Size > bytes.Length ? (shape.Kind == ShapeKind.Instance ? shape.Size : 0) : sizes.Of(shape, bytes);
            if (size <= 0 || (ulong)size > limit - at)
                return false;
            at += (ulong)(part.Blocks?.SizeFor(size) ?? size);
            if (part.Alignment > 8)
                at = Math.Min(limit, (at + (ulong)part.Alignment - 1) & ~(ulong)(part.Alignment - 1));
        }
        return true;
    }

    /// <summary>The first object or free chunk at or behind a place, by the JVM's own table; null where that does not lead there.</summary>
    public ulong? FirstBlock(HeapBlocks blocks, ulong at, ulong limit)
    {
        // A card has room for 21 blocks; the table may lead to one that was there before it was cut into others.
        const int most = 4096;
        Span<byte> bytes = stackalloc byte[Header];
        ulong? block = blocks.StartBefore(at);
        for (int i = 0; i < most && block is { } start && start < at; i++)
        {
            Read(start, limit, bytes);
            block = SizeOf(blocks, bytes, limit - start) is > 0 and var size ? Math.Min(limit, start + (ulong)size) : null;
        }
        return block >= at ? block : null;
    }

    /// <summary>Of an object or a free chunk; zero for neither.</summary>
    long SizeOf(HeapBlocks blocks, ReadOnlySpan<byte> bytes, ulong room)
    {
        if (blocks.FreeAt(bytes, room) is not 0 and var free)
            return free;
        int index = shapes.Find(headers.Word(bytes));
        if (index == 0)
            return 0;
        ref ObjectShape shape = ref shapes[index];
        if (shape.IsWhole && shape.Size > bytes.Length)
            return shape.Kind == ShapeKind.Instance ? blocks.SizeFor(shape.Size) : 0;
        return sizes.Of(shape, bytes) is > 0 and var size ? blocks.SizeFor(size) : 0;
    }

    void Read(ulong at, ulong limit, Span<byte> into)
    {
        into.Clear();
        memory.Read(new Address(at), into[..(int)Math.Min((ulong)into.Length, limit - at)]);
    }

    /// <summary>A mark word is never zero: unlocked it ends in 01, and a lock or a new place is a pointer (oops/markWord.hpp).</summary>
    static bool IsMark(ReadOnlySpan<byte> bytes) => System.Runtime.InteropServices.MemoryMarshal.Read<ulong>(bytes) != 0;
}
