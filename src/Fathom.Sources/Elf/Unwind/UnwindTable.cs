using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.Elf.Unwind;

/// <summary>
/// Rows for every function of an image, from .eh_frame by way of .eh_frame_hdr, whose table has them sorted (LSB core
/// specification, 10.6). What lies between functions says stop.
/// </summary>
public sealed class UnwindTable : IRowSink
{
    const int HeaderBytes = 64;
    const int EntryBytes = 8;

    // DW_EH_PE_datarel | DW_EH_PE_sdata4: the only form that GNU ld, gold and lld write, and the only one that can be searched.
    const byte TableEncoding = 0x3B;

    readonly List<UnwindRow> _rows = [];
    readonly Dictionary<int, FrameHead?> _heads = [];
    readonly byte[] _frames;
    readonly ulong _framesAt;
    readonly int _most;
    ulong _start, _end;

    UnwindTable(byte[] frames, ulong framesAt, int most) => (_frames, _framesAt, _most) = (frames, framesAt, most);

    /// <summary>In the order of their addresses.</summary>
    public ReadOnlySpan<UnwindRow> Rows => CollectionsMarshal.AsSpan(_rows);

    /// <summary>There were more than asked for: the functions behind the last have none.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Functions whose record could not be understood.</summary>
    public int Unread { get; private set; }

    public static Result<UnwindTable> Of(ElfImage image, int most)
    {
        ProgramHeader? found = null;
        foreach (ProgramHeader segment in image.Segments)
            found = segment.Type == SegmentType.FrameTable ? segment : found;
        if (found is not { } place)
            return Gaps.ElfPartAbsent.At(image.Place, null, "table of frames");
        Span<byte> head = stackalloc byte[HeaderBytes];
        int got = image.At(place.VirtualAddress).Read(0, head);
        DwarfCursor cursor = new(head[..got], place.VirtualAddress);
        byte version = cursor.Byte(), ofFrames = cursor.Byte(), ofCount = cursor.Byte(), ofTable = cursor.Byte();
        ulong? framesAt = cursor.Pointer(ofFrames), count = cursor.Pointer(ofCount);
        if (version != 1 || framesAt is not { } at || count is not { } functions || ofTable != TableEncoding)
            return Gaps.ElfPartAbsent.At(image.Place, null, "table of frames that can be searched");
        if (functions > Limits.ElfFunctions)
            return Gaps.ElfTooLarge.At(image.Place, null, "functions with frames");
        byte[] table = Whole(image.At(cursor.Address), functions * EntryBytes), frames = Whole(image.At(at), Limits.ElfFrameBytes);
        UnwindTable made = new(frames, at, most);
        made.ReadAll(MemoryMarshal.Cast<byte, int>(table), place.VirtualAddress);
        return made;
    }

    /// <summary>As much as there is of it.</summary>
    static byte[] Whole(ElfPart part, ulong most)
    {
        byte[] bytes = new byte[Math.Min(part.Length, most)];
        int got = part.Read(0, bytes);
        return got == bytes.Length ? bytes : bytes[..got];
    }

    void ReadAll(ReadOnlySpan<int> table, ulong from)
    {
        for (int i = 0; i + 1 < table.Length && !IsCut; i += 2)
        {
            ulong start = unchecked(from + (ulong)table[i]), record = unchecked(from + (ulong)table[i + 1] - _framesAt);
            if (record >= (ulong)_frames.Length || !ReadFunction((int)record, start))
            {
                Unread++;
                Stop(start);
            }
        }
        if (IsCut && _rows.Count > 0)
            _rows[^1] = UnwindRow.StopAt(_rows[^1].Pc);
    }

    bool ReadFunction(int at, ulong start)
    {
        if (Record(at, out ulong back) is not { IsEmpty: false } body || back == 0 || back > (ulong)at + 4 || HeadAt(at + 4 - (int)back) is not { } head)
            return false;
        int bodyAt = at + 8;
        DwarfCursor cursor = new(body, unchecked(_framesAt + (ulong)bodyAt));
        ulong? own = cursor.Pointer(head.Encoding), length = cursor.Pointer((byte)(head.Encoding & 0x0F));
        if (head.HasAugmentation)
            cursor.Take(cursor.Unsigned());
        // The loader's own search goes by the table too: where the two differ the record is another function's.
        if (own != start || length is not { } bytes || bytes == 0 || bytes > ulong.MaxValue - start || cursor.IsBroken)
            return false;
        (_start, _end) = (start, start + bytes);
        FrameProgram program = new(head, this);
        bool isWhole = program.RunHead(_frames.AsSpan(head.InstructionsAt, head.InstructionsLength)) && program.Run(body[cursor.At..], start);
        if (isWhole)
            program.Say(_start, _end);
        else
            Stop(start);
        Stop(_end);
        return isWhole;
    }

    FrameHead? HeadAt(int at)
    {
        ref FrameHead? head = ref CollectionsMarshal.GetValueRefOrAddDefault(_heads, at, out bool known);
        if (!known && Record(at, out ulong id) is { IsEmpty: false } body && id == 0)
            head = FrameHead.Parse(body, at + 8);
        return head;
    }

    /// <summary>What is behind a record's length and its second word; empty where it does not lie within the table.</summary>
    ReadOnlySpan<byte> Record(int at, out ulong second)
    {
        second = 0;
        if (at < 0 || at > _frames.Length - 8)
            return default;
        DwarfCursor cursor = new(_frames.AsSpan(at), 0);
        uint length = cursor.UInt32();
        second = cursor.UInt32();
        return length < 4 || length > _frames.Length - at - 4 ? default : _frames.AsSpan(at + 8, (int)length - 4);
    }

    void IRowSink.Add(ulong address, in FrameRules rules)
    {
        if (address >= _start && address < _end && address <= uint.MaxValue)
            Add(rules.At((uint)address));
    }

    void Stop(ulong address)
    {
        if (address <= uint.MaxValue)
            Add(UnwindRow.StopAt((uint)address));
    }

    /// <summary>The last word on an address counts; what says the same as the row before is left out.</summary>
    void Add(UnwindRow row)
    {
        if (_rows.Count > 0 && _rows[^1].Pc == row.Pc)
            _rows.RemoveAt(_rows.Count - 1);
        // Out of order only where the table is damaged: a search among the rows must not be led astray.
        if (_rows.Count > 0 && (row.Pc < _rows[^1].Pc || row.SaysAs(_rows[^1])))
            return;
        IsCut = _rows.Count >= _most;
        if (!IsCut)
            _rows.Add(row);
    }
}
