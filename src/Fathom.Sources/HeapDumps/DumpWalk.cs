using System.Buffers.Binary;
using Fathom.Evidence;

namespace Fathom.Sources.HeapDumps;

/// <summary>Where and why a walk could not go on.</summary>
readonly record struct DumpFault(long At, string? Why)
{
    /// <summary>The file ends there.</summary>
    public bool IsCut => Why is null;
}

/// <summary>From record to record within heap dump segments.</summary>
sealed class DumpWalk<T>(DumpWindow window, T visitor)
    where T : IDumpVisitor
{
    const byte ClassDump = 0x20, InstanceDump = 0x21, ObjectArrayDump = 0x22, PrimitiveArrayDump = 0x23, PrimitiveArrayWithoutData = 0xC3;

    readonly int _id = window.IdLength;
    readonly T _visitor = visitor;
    string? _why;

    /// <param name="cut">Told of a place between records, whenever so many bytes lie behind the last one.</param>
    /// <returns>Null where the stretch was walked to its end.</returns>
    public DumpFault? Walk(long start, long end, Action<long>? cut = null, long every = long.MaxValue)
    {
        window.MoveTo(start);
        long next = every < end - start ? start + every : long.MaxValue;
        while (window.Position < end)
        {
            long at = window.Position;
            if (at >= next)
            {
                cut?.Invoke(at);
                next = at + every;
            }
            _why = null;
            if (!Next())
                return new DumpFault(at, _why);
        }
        return window.Position == end ? null : new DumpFault(end, "a record goes beyond its segment");
    }

    bool Next() => window.Has(1) && window.Rest[0] switch
    {
        InstanceDump => Instance(),
        ObjectArrayDump => ObjectArray(),
        PrimitiveArrayDump => PrimitiveArray(true),
        ClassDump => Class(),
        PrimitiveArrayWithoutData => PrimitiveArray(false),
        byte tag => Root(tag),
    };

    bool Instance()
    {
        int head = 1 + _id + 4 + _id + 4;
        if (!window.Has(head))
            return false;
        ReadOnlySpan<byte> record = window.Rest;
        uint length = BinaryPrimitives.ReadUInt32BigEndian(record[(head - 4)..]);
        if (length > Limits.DumpInstanceBytes)
            return Bad("an object that is too large");
        int whole = head + (int)length;
        if (record.Length < whole)
        {
            if (!window.Has(whole))
                return false;
            record = window.Rest;
        }
        _visitor.Instance(window.Id(record[1..]), window.Id(record[(1 + _id + 4)..]), record[head..whole]);
        window.Advance(whole);
        return true;
    }

    bool ObjectArray()
    {
        int head = 1 + _id + 4 + 4 + _id;
        if (!window.Has(head))
            return false;
        ReadOnlySpan<byte> record = window.Rest;
        ulong id = window.Id(record[1..]);
        int count = BinaryPrimitives.ReadInt32BigEndian(record[(1 + _id + 4)..]);
        if (count < 0)
            return Bad("an array that is too long");
        ulong ofClass = window.Id(record[(1 + _id + 8)..]);
        if (!_visitor.WantsElements)
        {
            if (!Pass(head, (long)count * _id))
                return false;
            _visitor.ObjectArray(id, ofClass, count);
            return true;
        }
        window.Advance(head);
        _visitor.ObjectArray(id, ofClass, count);
        return Elements(id, (long)count * _id);
    }

    bool Elements(ulong id, long left)
    {
        const int AtOnce = 64 * 1024;
        while (left > 0)
        {
            int wanted = (int)Math.Min(left, AtOnce);
            if (!window.Has(wanted))
                return false;
            _visitor.Elements(id, window.Rest[..wanted]);
            window.Advance(wanted);
            left -= wanted;
        }
        return true;
    }

    bool PrimitiveArray(bool hasData)
    {
        int head = 1 + _id + 4 + 4 + 1;
        if (!window.Has(head))
            return false;
        ReadOnlySpan<byte> record = window.Rest;
        ulong id = window.Id(record[1..]);
        int count = BinaryPrimitives.ReadInt32BigEndian(record[(1 + _id + 4)..]);
        byte type = record[head - 1];
        int length = type == DumpTypes.Object ? 0 : DumpTypes.Length(type, _id);
        if (count < 0 || length == 0)
            return Bad(count < 0 ? "an array that is too long" : "an array of no type");
        if (!Pass(head, hasData ? (long)count * length : 0))
            return false;
        _visitor.PrimitiveArray(id, type, count);
        return true;
    }

    /// <summary>Over what nobody asks for; its last byte must be there.</summary>
    bool Pass(int head, long length)
    {
        if (window.Rest.Length < head + length)
        {
            window.MoveTo(window.Position + head + length - 1);
            if (!window.Has(1))
                return false;
            window.Advance(1);
            return true;
        }
        window.Advance(head + (int)length);
        return true;
    }

    bool Class()
    {
        int length;
        while ((length = DumpClassText.Length(window.Rest, window)) == 0)
        {
            if (!window.Has(window.Rest.Length + 1))
                return false;
        }
        if (length < 0)
            return Bad("a class with a field of no type");
        ReadOnlySpan<byte> record = window.Rest;
        _visitor.Class(window.Id(record[1..]), record[..length]);
        window.Advance(length);
        return true;
    }

    bool Root(byte tag)
    {
        if (Roots(tag) is not (var kind, var more))
            return Bad("a record of no kind");
        int length = 1 + _id + more;
        if (!window.Has(length))
            return false;
        if (kind != DumpRoot.None)
            _visitor.Root(kind, window.Id(window.Rest[1..]));
        window.Advance(length);
        return true;
    }

    /// <summary>Tags below 0x20 are HotSpot's (heapDumper.cpp), those from 0x89 on Android's (art/runtime/hprof). More: bytes behind the id.</summary>
    (DumpRoot Kind, int More)? Roots(byte tag) => tag switch
    {
        0x01 => (DumpRoot.JniGlobal, _id),
        0x02 => (DumpRoot.JniLocal, 8),
        0x03 => (DumpRoot.JavaFrame, 8),
        0x04 => (DumpRoot.NativeStack, 4),
        0x05 => (DumpRoot.BootClass, 0),
        0x06 => (DumpRoot.Other, 4),
        0x07 => (DumpRoot.Monitor, 0),
        0x08 => (DumpRoot.Thread, 8),
        0xFF or 0x89 or 0x8B or 0x8D => (DumpRoot.Other, 0),
        0x8E => (DumpRoot.Monitor, 8),
        // Waiting to be finalized, cleaned up or collected: nothing that keeps.
        0x8A or 0x8C or 0x90 => (DumpRoot.None, 0),
        // HEAP_DUMP_INFO: a number of four bytes and the id of a name.
        0xFE => (DumpRoot.None, 4),
        _ => null,
    };

    bool Bad(string why)
    {
        _why = why;
        return false;
    }
}
