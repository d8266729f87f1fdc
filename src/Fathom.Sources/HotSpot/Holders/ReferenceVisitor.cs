using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.HotSpot.Objects;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>Looks at every reference of the heap for those to objects that are wanted.</summary>
readonly struct ReferenceVisitor(Climb climb, ArrayRest rest, bool marksMoved) : IHeapVisitor
{
    // At hand here: one step less for each of the heap's references.
    readonly ReferenceGraph _graph = climb.Graph;
    readonly ClassTable _classes = climb.Classes;
    readonly ReferenceCode _code = climb.Code;
    readonly bool _checks = climb.Checks;

    const byte Object = 12, Array = 13; // BasicType: T_OBJECT, T_ARRAY

    /// <summary>Many objects have no reference, or are arrays of numbers: these cost no call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Visit(Address at, ref ObjectShape shape, long size, ReadOnlySpan<byte> bytes)
    {
        if (shape.Owner >= 0 || shape.ElementType is Object or Array || shape.Kind is ShapeKind.Mirror or ShapeKind.StackChunk)
            Look(at, shape, size, bytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void Look(Address at, in ObjectShape shape, long size, ReadOnlySpan<byte> bytes)
    {
        if (shape.Owner >= 0 && shape.Kind == ShapeKind.Instance)
        {
            foreach (int field in _classes[shape.Owner].References)
            {
                ulong target = _code.At(bytes, field);
                if (_checks)
                    climb.Check(target);
                if (_graph.MayWant(target) && !IsMoved(bytes))
                    climb.Meet(at.Value, shape.Owner, field, target, bytes);
            }
            return;
        }
        switch (shape.Kind)
        {
            case ShapeKind.Array when shape.ElementType is Object or Array:
                Elements(at, shape, size, bytes);
                break;
            case ShapeKind.Mirror:
                Statics(at, shape, size, bytes);
                break;
            case ShapeKind.StackChunk:
                Frames(at, shape, size, bytes);
                break;
        }
    }

    bool IsMoved(ReadOnlySpan<byte> bytes) => marksMoved && (bytes[0] & 3) == 3;

    void Elements(Address at, in ObjectShape shape, long size, ReadOnlySpan<byte> bytes)
    {
        if (IsMoved(bytes))
            return;
        if (size <= bytes.Length)
        {
            Elements(at, shape, bytes, bytes[shape.Size..(int)size]);
            return;
        }
        ArrayRest.Cursor cursor = rest.Of(at, size, bytes, shape.Size);
        while (cursor.Next(out ReadOnlySpan<byte> some))
            Elements(at, shape, bytes, some);
    }

    void Elements(Address at, in ObjectShape shape, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> some)
    {
        for (int i = 0; i + _code.Length <= some.Length; i += _code.Length)
        {
            ulong target = _code.At(some, i);
            if (_checks)
                climb.Check(target);
            if (_graph.MayWant(target) && _classes.Of(new Address(shape.Klass)) is >= 0 and var ofClass)
                climb.Meet(at.Value, ofClass, 0, target, bytes);
        }
    }

    /// <summary>A class's own fields, then the statics of what it is the class of.</summary>
    void Statics(Address at, in ObjectShape shape, long size, ReadOnlySpan<byte> bytes)
    {
        if (IsMoved(bytes))
            return;
        ulong klass = climb.KlassAt > 0 && climb.KlassAt + 8 <= bytes.Length ? MemoryMarshal.Read<ulong>(bytes[climb.KlassAt..]) : 0;
        ArrayRest.Cursor cursor = rest.Of(at, size, bytes, 8);
        while (cursor.Next(out ReadOnlySpan<byte> some))
        {
            for (int i = 0; i + _code.Length <= some.Length; i += _code.Length)
            {
                ulong target = _code.At(some, i);
                if (_graph.MayWant(target))
                    climb.MeetStatic(at.Value, _classes.Of(new Address(shape.Klass)), klass, (int)(cursor.Place + i), target);
            }
        }
    }

    /// <summary>A virtual thread's frames: whole references until a collector has been there, narrow ones since.</summary>
    void Frames(Address at, in ObjectShape shape, long size, ReadOnlySpan<byte> bytes)
    {
        if (IsMoved(bytes) || _classes.Of(new Address(shape.Klass)) is not (>= 0 and var ofClass))
            return;
        ArrayRest.Cursor cursor = rest.Of(at, size, bytes, 8);
        while (cursor.Next(out ReadOnlySpan<byte> some))
        {
            for (int i = 0; i + 4 <= some.Length; i += 4)
            {
                ulong narrow = _code.Length == 4 ? _code.At(some, i) : 0;
                ulong whole = i % 8 == 0 && i + 8 <= some.Length ? MemoryMarshal.Read<ulong>(some[i..]) : 0;
                foreach (ulong target in (ReadOnlySpan<ulong>)[narrow, _code.Whole(whole), _code.Plain(whole)])
                {
                    if (_graph.MayWant(target))
                        climb.Meet(at.Value, ofClass, 0, target, bytes);
                }
            }
        }
    }
}
