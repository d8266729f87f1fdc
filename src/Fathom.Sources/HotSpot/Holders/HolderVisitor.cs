using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.HotSpot.Objects;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>Looks at the long fields of every object, and into arrays of long, for addresses of chunks.</summary>
readonly struct HolderVisitor(ClassTable classes, HeldChunks held, ArrayRest rest, bool marksMoved, ulong low, ulong span, HeapGranules? granules) : IHeapVisitor
{
    const byte Long = 11; // BasicType: T_LONG

    /// <summary>Most objects have no number, or are arrays of something else: these cost no call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Visit(Address at, ref ObjectShape shape, long size, ReadOnlySpan<byte> bytes)
    {
        granules?.Note(at.Value);
        if (shape.Owner >= 0 || shape.ElementType == Long)
            Look(at, shape, size, bytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void Look(Address at, in ObjectShape shape, long size, ReadOnlySpan<byte> bytes)
    {
        if (shape.Owner < 0)
        {
            if (shape.Kind == ShapeKind.Array && shape.ElementType == Long)
                LookThrough(at, shape, size, bytes);
            return;
        }
        HeapClass one = classes[shape.Owner];
        foreach (int field in one.Longs)
        {
            ulong number = MemoryMarshal.Read<ulong>(bytes[field..]);
            if (unchecked(number - low) < span && !IsMoved(bytes))
                held.Look(number, at.Value, shape.Owner, field, one.IsBuffer);
        }
    }

    /// <summary>What a collector has moved leaves its new place in the mark (oops/markWord.hpp).</summary>
    bool IsMoved(ReadOnlySpan<byte> bytes) => marksMoved && (bytes[0] & 3) == 3;

    void LookThrough(Address at, in ObjectShape shape, long size, ReadOnlySpan<byte> bytes)
    {
        if (IsMoved(bytes))
            return;
        int ofClass = -1;
        ArrayRest.Cursor cursor = rest.Of(at, size, bytes, (shape.Size + 7) & ~7);
        while (cursor.Next(out ReadOnlySpan<byte> some))
        {
            foreach (ulong number in MemoryMarshal.Cast<byte, ulong>(some))
            {
                if (unchecked(number - low) >= span)
                    continue;
                ofClass = ofClass < 0 ? classes.Of(new Address(shape.Klass)) : ofClass;
                if (ofClass >= 0)
                    held.Look(number, at.Value, ofClass, -1, inside: false);
            }
        }
    }
}
