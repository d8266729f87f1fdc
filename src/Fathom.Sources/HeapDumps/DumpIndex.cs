using System.Buffers.Binary;
using Fathom.Evidence;

namespace Fathom.Sources.HeapDumps;

/// <summary>A stretch of heap records.</summary>
readonly record struct DumpPiece(long Start, long End);

/// <summary>The records of a dump, one behind the other: names, classes, and where the heap's segments lie.</summary>
sealed class DumpIndex
{
    const byte Utf8 = 0x01, LoadClass = 0x02, HeapDump = 0x0C, HeapDumpSegment = 0x1C, HeapDumpEnd = 0x2C;
    const int RecordHead = 9;

    /// <summary>A tag that nobody knows is damage, for its length is then nobody's.</summary>
    const byte LastTag = 0x2C;

    readonly List<DumpPiece> _pieces = [];

    public DumpNames Names { get; } = new();

    /// <summary>The name of a class, by the id of the class.</summary>
    public Dictionary<ulong, ulong> ClassNames { get; } = [];

    public IReadOnlyList<DumpPiece> Pieces => _pieces;

    public DumpFault? Fault { get; private set; }

    /// <summary>Up to where records were followed.</summary>
    public long End { get; private set; }

    public bool HasEnd { get; private set; }

    public static DumpIndex Of(DumpWindow window, long start)
    {
        DumpIndex index = new();
        window.MoveTo(start);
        while (index.Fault is null && window.Has(1))
        {
            index.End = window.Position;
            index.Next(window);
        }
        if (index.Fault is null)
            index.End = window.Position;
        return index;
    }

    void Next(DumpWindow window)
    {
        long at = window.Position;
        if (!window.Has(RecordHead))
        {
            Fault = new DumpFault(at, null);
            return;
        }
        ReadOnlySpan<byte> head = window.Rest;
        byte tag = head[0];
        long length = BinaryPrimitives.ReadUInt32BigEndian(head[5..]);
        if (tag is 0 or > LastTag)
        {
            Fault = new DumpFault(at, "a record of no kind");
            return;
        }
        window.Advance(RecordHead);
        if (tag is HeapDump or HeapDumpSegment)
            Segment(window, length);
        else if (tag == Utf8)
            Name(window, at, length);
        else if (tag == LoadClass)
            Class(window, at, length);
        else
            Pass(window, at, length);
        HasEnd |= tag == HeapDumpEnd;
    }

    void Segment(DumpWindow window, long length)
    {
        long start = window.Position, end = start + length;
        if (length == 0)
            return;
        _pieces.Add(new DumpPiece(start, end));
        window.MoveTo(end - 1);
        // Where the file ends before it, its last record tells where.
        if (window.Has(1))
            window.Advance(1);
    }

    void Name(DumpWindow window, long at, long length)
    {
        int id = window.IdLength;
        if (length < id || length > DumpWindow.Size / 2)
        {
            Fault = new DumpFault(at, "a name that is too long");
            return;
        }
        if (!window.Has((int)length))
        {
            Fault = new DumpFault(at, null);
            return;
        }
        Names.Add(window.Id(window.Rest), window.Rest[id..(int)length]);
        window.Advance((int)length);
    }

    void Class(DumpWindow window, long at, long length)
    {
        int id = window.IdLength;
        if (length == 4 + id + 4 + id && window.Has((int)length))
        {
            ReadOnlySpan<byte> record = window.Rest;
            if (ClassNames.Count < Limits.DumpClasses)
                ClassNames[window.Id(record[4..])] = window.Id(record[(4 + id + 4)..]);
        }
        Pass(window, at, length);
    }

    void Pass(DumpWindow window, long at, long length)
    {
        if (length == 0)
            return;
        window.MoveTo(window.Position + length - 1);
        if (window.Has(1))
            window.Advance(1);
        else
            Fault = new DumpFault(at, null);
    }
}
