using System.Buffers.Binary;

namespace Fathom.Sources.HeapDumps;

/// <summary>
/// Finds a place between records in the middle of a segment: a place from which a chain of records goes on whose objects are as long as
/// their classes say. It is a guess, which holds only where the part before ends just there.
/// </summary>
sealed class DumpSync(DumpWindow window, DumpClasses classes)
{
    const int Chain = 24;

    /// <summary>Where the file is cut, fewer must do.</summary>
    const int ShortChain = 8;

    readonly int _id = window.IdLength;

    /// <returns>Below zero where there is none.</returns>
    public long Find(DumpUnit unit)
    {
        for (long at = unit.Start; at < unit.Stop; at++)
        {
            window.MoveTo(at);
            if (!window.Has(1))
                return -1;
            if (Begins(window.Rest[0]) && Holds(at, unit.End))
                return at;
        }
        return -1;
    }

    bool Begins(byte tag) => tag is DumpRecords.Instance or DumpRecords.ObjectArray or DumpRecords.PrimitiveArray || DumpRecords.Root(tag, _id) is not null;

    bool Holds(long at, long end)
    {
        for (int i = 0; i < Chain; i++)
        {
            if (at == end)
                return true;
            window.MoveTo(at);
            if (at > end)
                return false;
            if (!window.Has(1 + _id))
                return i >= ShortChain;
            long length = Length(window.Rest[0]);
            if (length < 0)
                return false;
            if (length == 0)
                return i >= ShortChain;
            at += length;
        }
        return true;
    }

    /// <returns>Of the record; below zero where it cannot be one, zero where the file ends.</returns>
    long Length(byte tag)
    {
        if (DumpIds.At(window.Rest[1..], _id) is var self && (self == 0 || self % 4 != 0))
            return -1;
        if (DumpRecords.Root(tag, _id) is (_, var more))
            return 1 + _id + more;
        if (!window.Has(DumpRecords.LongestHead))
            return 0;
        ReadOnlySpan<byte> record = window.Rest;
        int count = BinaryPrimitives.ReadInt32BigEndian(record[(5 + _id)..]);
        switch (tag)
        {
            case DumpRecords.Instance:
                int head = DumpRecords.InstanceHead(_id), length = BinaryPrimitives.ReadInt32BigEndian(record[(head - 4)..]);
                return classes.Find(DumpIds.At(record[(5 + _id)..], _id)) is >= 0 and var number && classes[number].FieldBytes == length ? head + length : -1;
            case DumpRecords.ObjectArray:
                return count >= 0 && classes.Find(DumpIds.At(record[(9 + _id)..], _id)) >= 0 ? DumpRecords.ObjectArrayHead(_id) + (long)count * _id : -1;
            case DumpRecords.PrimitiveArray:
                byte type = record[DumpRecords.PrimitiveArrayHead(_id) - 1];
                int one = type == DumpTypes.Object ? 0 : DumpTypes.Length(type, _id);
                return count >= 0 && one > 0 ? DumpRecords.PrimitiveArrayHead(_id) + (long)count * one : -1;
            default:
                return -1;
        }
    }
}
