using System.Buffers.Binary;

namespace Fathom.Sources.HeapDumps;

/// <summary>A field that a class declares. A static one has a value.</summary>
readonly record struct DumpField(ulong Name, byte Type, ulong Value);

/// <summary>What a CLASS_DUMP says: id, stack, superclass, loader, four ids, size, constant pool, statics, fields.</summary>
readonly record struct DumpClassText(ulong Super, ulong Loader, IReadOnlyList<DumpField> Statics, IReadOnlyList<DumpField> Fields)
{
    const int IdsBehindLoader = 4;

    /// <returns>Of the whole record; 0 where more bytes are needed to tell, below 0 where it cannot be one.</returns>
    public static int Length(ReadOnlySpan<byte> record, DumpWindow window)
    {
        int id = window.IdLength, at = 1 + id + 4 + (2 + IdsBehindLoader) * id + 4;
        for (int part = 0; part < 3; part++)
        {
            if (record.Length < at + 2)
                return 0;
            int count = BinaryPrimitives.ReadUInt16BigEndian(record[at..]);
            at += 2;
            for (int i = 0; i < count; i++)
            {
                // A constant has a number of two bytes in front of its type, a field the id of its name.
                int before = part == 0 ? 2 : id;
                if (record.Length < at + before + 1)
                    return 0;
                int length = DumpTypes.Length(record[at + before], id);
                if (length == 0)
                    return -1;
                at += before + 1 + (part == 2 ? 0 : length);
            }
        }
        return record.Length < at ? 0 : at;
    }

    /// <param name="record">Whole, as measured before.</param>
    public static DumpClassText Of(ReadOnlySpan<byte> record, DumpWindow window)
    {
        int id = window.IdLength, at = 1 + id + 4;
        ulong super = window.Id(record[at..]), loader = window.Id(record[(at + id)..]);
        at += (2 + IdsBehindLoader) * id + 4;
        for (int constants = Count(record, ref at); constants > 0; constants--)
            at += 2 + 1 + DumpTypes.Length(record[at + 2], id);
        DumpField[] statics = new DumpField[Count(record, ref at)];
        for (int i = 0; i < statics.Length; i++)
        {
            byte type = record[at + id];
            statics[i] = new DumpField(window.Id(record[at..]), type, type == DumpTypes.Object ? window.Id(record[(at + id + 1)..]) : 0);
            at += id + 1 + DumpTypes.Length(type, id);
        }
        DumpField[] fields = new DumpField[Count(record, ref at)];
        for (int i = 0; i < fields.Length; i++, at += id + 1)
            fields[i] = new DumpField(window.Id(record[at..]), record[at + id], 0);
        return new DumpClassText(super, loader, statics, fields);
    }

    static int Count(ReadOnlySpan<byte> record, ref int at)
    {
        int count = BinaryPrimitives.ReadUInt16BigEndian(record[at..]);
        at += 2;
        return count;
    }
}
