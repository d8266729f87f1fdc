using System.Diagnostics;
using System.Runtime.CompilerServices;
using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>
/// Goes through the heap object by object, each one's length leading to the next, as HotSpot's own iteration does. It
/// proves itself: it must land on the end of every part and of every hole. Where it does not, it looks for the next
/// place from which a chain of objects leads on, and says how many bytes it passed over.
/// </summary>
sealed class HeapWalk<TVisitor>(IMemory memory, ShapeTable shapes, ObjectSizes sizes, HeaderLayout headers,
    HeapHoles holes, long deadline, HeapWindow? window = null)
    where TVisitor : struct, IHeapVisitor
{
    /// <summary>What of an object must be at hand to tell its length; more than any header.</summary>
    const int Least = 32;

    readonly HeapWindow _window = window ?? new(memory);

    public TVisitor Visitor;

    public WalkProof Proof;

    /// <summary>Takes note of where the walk's windows begin and end.</summary>
    public HeapStretches? Stretches { get; init; }

    bool IsLate => Stopwatch.GetTimestamp() >= deadline;

    /// <summary>From the beginning of a part, or from an object in it, to the first object at or behind a place.</summary>
    /// <returns>That object's address; null once the time is over.</returns>
    public ulong? Walk(in HeapPart part, ulong from, ulong until)
    {
        ulong at = from, end = part.Used.End.Value;
        until = Math.Min(until, end);
        holes.Start(at);
        while (at < until)
        {
            if (IsLate)
                return null;
            ulong limit = holes.Limit(at, end);
            if (at == limit)
                at = PassHole(at, end);
            else if (_window.Fill(at, limit))
            {
                ulong begun = at;
                at = WalkWindow(at, limit, Math.Min(until, limit), part);
                Stretches?.Add(begun, at);
            }
            else
                at = Resume(at, limit, part, isUnread: true);
        }
        return at;
    }

    /// <summary>Goes through a stretch of an earlier walk, unless none of its words matters.</summary>
    /// <returns>False once the time is over.</returns>
    public bool WalkAgain(in HeapPart part, in HeapStretch stretch, IWordSieve sieve)
    {
        ulong at = stretch.Start, end = stretch.End;
        if (IsLate)
            return false;
        // What is longer ends with a long array, whose rest its visitor reads if it matters.
        if (_window.FillWhole(at, end))
        {
            if (!sieve.MayMatter(_window.From(at)))
            {
                Proof.Walked += (long)(end - at);
                return true;
            }
            at = WalkWindow(at, end, end, part);
        }
        return at >= end || Walk(part, at, end) is not null;
    }

    /// <summary>The first object at or behind a place in the middle of a part; another place where there is none.</summary>
    public ulong? Synchronise(in HeapPart part, ulong from, ulong until)
    {
        WalkProof before = Proof;
        holes.Start(from);
        ulong limit = holes.Limit(from, part.Used.End.Value);
        ulong at = from == limit ? from : Search(from, limit, Math.Min(until, limit), part);
        Proof = before;
        return IsLate ? null : at;
    }

    /// <summary>Objects whose headers are in the window; returns where the next window begins.</summary>
    ulong WalkWindow(ulong at, ulong limit, ulong until, in HeapPart part)
    {
        // Checks at each object would be a good part of what it costs; none is longer than the room behind it.
        unchecked
        {
            ulong begun = at, windowEnd = _window.End;
            long free = 0;
            HeapBlocks? blocks = part.Blocks;
            ReadOnlySpan<byte> all = _window.From(at);
            while (at < until)
            {
                ReadOnlySpan<byte> bytes = all[(int)(at - begun)..];
                if (bytes.Length < Least)
                {
                    if (at != begun && windowEnd < limit)
                        break;
                    bytes = _window.Padded(at, Least);
                }
                if (blocks is not null && blocks.FreeAt(bytes, limit - at) is not 0 and var room)
                {
                    if (room < 0)
                        return Broken(at, begun, free, limit, part);
                    at += (ulong)room;
                    free += room;
                    if (at >= windowEnd)
                        break;
                    continue;
                }
                ref readonly ShapeSlot slot = ref shapes.SlotOf(headers.Word(bytes));
                ref ObjectShape shape = ref shapes[slot.Index];
                if (shape.IsWhole && shape.Size > bytes.Length && at != begun)
                    break;
                long size = SizeOf(slot, shape, bytes, limit - at, part.IsSingle);
                if (size == 0)
                    return Broken(at, begun, free, limit, part);
                shape.Count++;
                shape.Bytes += size;
                Visitor.Visit(new Address(at), ref shape, size, bytes);
                at = part.IsSingle ? limit : Next(at, blocks is null ? size : blocks.SizeFor(size), part.Alignment, limit);
                if (at >= windowEnd)
                    break;
            }
            Proof.Empty += free;
            Proof.Walked += (long)(at - begun) - free;
            return at;
        }
    }

    /// <summary>Zero where no object of this length can stand here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    long SizeOf(in ShapeSlot slot, in ObjectShape shape, ReadOnlySpan<byte> bytes, ulong room, bool isSingle)
    {
        if (shape.Kind == ShapeKind.None || (shape.IsWhole && shape.Size > bytes.Length))
            return 0;
        long size = sizes.Of(slot, shape, bytes);
        return unchecked((ulong)size) <= room || isSingle ? size : 0;
    }

    /// <summary>On medium pages of ZGC, objects begin at multiples of their own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Next(ulong at, long size, long alignment, ulong limit)
    {
        unchecked
        {
            ulong next = at + (ulong)size;
            return next >= limit ? limit : alignment <= 8 ? next : Math.Min(limit, (next + (ulong)alignment - 1) & ~(ulong)(alignment - 1));
        }
    }

    ulong Broken(ulong at, ulong begun, long free, ulong limit, in HeapPart part)
    {
        Proof.Empty += free;
        Proof.Walked += (long)(at - begun) - free;
        return Resume(at, limit, part, isUnread: false);
    }

    ulong PassHole(ulong at, ulong end)
    {
        ulong behind = holes.Pass(end);
        Proof.Unused += (long)(behind - at);
        return behind;
    }

    /// <summary>Books what lies between a place where no object stands and the next one.</summary>
    ulong Resume(ulong at, ulong limit, in HeapPart part, bool isUnread)
    {
        long unread = Proof.Unread, empty = Proof.Empty;
        // What is zero is passed over as such; at anything else no object stands, so the search goes on behind it.
        ulong from = isUnread || _window.Zeros(at) > 0 ? at : Math.Min(limit, at + (ulong)Math.Max(8, part.Alignment));
        ulong found = Search(from, limit, limit, part);
        long passed = (long)(found - at) - (Proof.Unread - unread) - (Proof.Empty - empty);
        Proof.PassedOver += passed;
        // Zeros up to the end, or up to the next object, are room that was never used.
        if (part.IsFilled || isUnread || passed > 0)
            Proof.Broken++;
        return found;
    }

    /// <summary>The next place before the second limit from which a chain of objects leads on; that limit where there is none.</summary>
    ulong Search(ulong at, ulong limit, ulong until, in HeapPart part)
    {
        ObjectChain chain = new(memory, shapes, sizes, headers);
        if (part.Blocks is { } blocks)
            return SearchBlocks(at, limit, until, part, blocks);
        ulong step = (ulong)Math.Max(8, part.Alignment);
        while (at < until && !IsLate)
        {
            if (!_window.Fill(at, until))
            {
                ulong next = Math.Min(until, (at + Bytes.PageSize) & ~(ulong)(Bytes.PageSize - 1));
                Proof.Unread += (long)(next - at);
                at = next;
                continue;
            }
            for (ulong windowEnd = _window.End; at < windowEnd; at += step)
            {
                int zeros = _window.Zeros(at);
                if (zeros >= (int)step)
                {
                    ulong skipped = (ulong)zeros / step * step;
                    Proof.Empty += (long)skipped;
                    at += skipped - step;
                }
                else if (chain.LeadsOn(_window, at, limit, part))
                    return at;
            }
        }
        return Math.Min(at, until);
    }

    /// <summary>Free chunks keep what stood in them: only the JVM's own table tells what is an object.</summary>
    ulong SearchBlocks(ulong at, ulong limit, ulong until, in HeapPart part, HeapBlocks blocks)
    {
        ObjectChain chain = new(memory, shapes, sizes, headers);
        while (at < until && !IsLate)
        {
            if (chain.FirstBlock(blocks, at, limit) is { } first && (first >= until || (_window.Fill(first, limit) && chain.LeadsOn(_window, first, limit, part))))
                return Math.Min(first, until);
            ulong next = Math.Min(until, (at + BlockOffsets.Card) & ~(ulong)(BlockOffsets.Card - 1));
            if (!_window.Fill(at, next))
                Proof.Unread += (long)(next - at);
            at = next;
        }
        return Math.Min(at, until);
    }
}
