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
/// <param name="every">The visitor is told of a place between records, whenever so many bytes lie behind the last one.</param>
sealed class DumpWalk<T>(DumpWindow window, T visitor, long every = long.MaxValue)
    where T : struct, IDumpVisitor
{
    readonly int _id = window.IdLength;
    readonly T _visitor = visitor;
    string? _why;
    long _nextCut;

    /// <summary>To the first place between records that is not before <paramref name="stop"/>; where that is, the window tells.</summary>
    /// <param name="end">Of the segment.</param>
    /// <returns>Null where the stretch was walked.</returns>
    public DumpFault? Walk(long start, long stop, long end)
    {
        window.MoveTo(start);
        _nextCut = every < end - start ? start + every : long.MaxValue;
        while (window.Position < stop)
        {
            Run(stop);
            long at = window.Position;
            if (at >= stop)
                break;
            Cut(at);
            _why = null;
            if (!Next())
                return new DumpFault(at, _why);
        }
        return window.Position <= end ? null : new DumpFault(end, "a record goes beyond its segment");
    }

    void Cut(long at)
    {
        if (at < _nextCut)
            return;
        _visitor.Cut(at);
        _nextCut = at + every;
    }

    /// <summary>Over objects and arrays that lie in the window as a whole. There are millions of them: what is rare or needs more bytes is left to <see cref="Next"/>.</summary>
    void Run(long stop)
    {
        long position = window.Position;
        ReadOnlySpan<byte> left = window.Rest;
        if (left.Length > stop - position)
            left = left[..(int)(stop - position)];
        int all = left.Length, id = _id, cut = LeftAtCut(all, position);
        while (left.Length > DumpRecords.LongestHead)
        {
            if (left.Length <= cut)
            {
                Cut(position + all - left.Length);
                cut = LeftAtCut(all, position);
            }
            ulong self = DumpIds.At(left[1..], id);
            if (left[0] == DumpRecords.Instance)
            {
                int head = DumpRecords.InstanceHead(id);
                uint length = BinaryPrimitives.ReadUInt32BigEndian(left[(head - 4)..]);
                if (length > left.Length - head)
                    break;
                _visitor.Instance(self, DumpIds.At(left[(5 + id)..], id), left.Slice(head, (int)length));
                left = left[(head + (int)length)..];
            }
            else if (left[0] is DumpRecords.ObjectArray or DumpRecords.PrimitiveArray)
            {
                bool isObjects = left[0] == DumpRecords.ObjectArray;
                int count = BinaryPrimitives.ReadInt32BigEndian(left[(5 + id)..]), head = isObjects ? DumpRecords.ObjectArrayHead(id) : DumpRecords.PrimitiveArrayHead(id);
                byte type = isObjects ? DumpTypes.Object : left[head - 1];
                long length = (long)count * DumpTypes.Length(type, id);
                if (count < 0 || length > left.Length - head || (!isObjects && (type == DumpTypes.Object || DumpTypes.Length(type, id) == 0)))
                    break;
                if (isObjects)
                {
                    _visitor.ObjectArray(self, DumpIds.At(left[(9 + id)..], id), count);
                    _visitor.Elements(self, left.Slice(head, (int)length));
                }
                else
                {
                    _visitor.PrimitiveArray(self, type, count);
                }
                left = left[(head + (int)length)..];
            }
            else
            {
                break;
            }
        }
        window.Advance(all - left.Length);
    }

    /// <summary>How many bytes are left in the window where the next cut is due.</summary>
    int LeftAtCut(int all, long position) => _nextCut - position >= all ? -1 : (int)(position + all - _nextCut);

    bool Next() => window.Has(1) && window.Rest[0] switch
    {
        DumpRecords.Instance => Instance(),
        DumpRecords.ObjectArray => ObjectArray(),
        DumpRecords.PrimitiveArray => PrimitiveArray(true),
        DumpRecords.Class => Class(),
        DumpRecords.PrimitiveArrayWithoutData => PrimitiveArray(false),
        byte tag => Root(tag),
    };

    bool Instance()
    {
        int head = DumpRecords.InstanceHead(_id);
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
        int head = DumpRecords.ObjectArrayHead(_id);
        if (!window.Has(head))
            return false;
        ReadOnlySpan<byte> record = window.Rest;
        ulong id = window.Id(record[1..]);
        int count = BinaryPrimitives.ReadInt32BigEndian(record[(1 + _id + 4)..]);
        if (count < 0)
            return Bad("an array that is too long");
        _visitor.ObjectArray(id, window.Id(record[(1 + _id + 8)..]), count);
        window.Advance(head);
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
        int head = DumpRecords.PrimitiveArrayHead(_id);
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
        if (DumpRecords.Root(tag, _id) is not (var kind, var more))
            return Bad("a record of no kind");
        int length = 1 + _id + more;
        if (!window.Has(length))
            return false;
        if (kind != DumpRoot.None)
            _visitor.Root(kind, window.Id(window.Rest[1..]));
        window.Advance(length);
        return true;
    }

    bool Bad(string why)
    {
        _why = why;
        return false;
    }
}
