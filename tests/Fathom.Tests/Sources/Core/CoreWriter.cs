using System.Buffers.Binary;
using System.Text;
using Fathom.Sources.Elf;
using Fathom.Tests.Sources.Elf;

namespace Fathom.Tests.Sources.Core;

/// <summary>Writes small cores as the kernel does: notes first, then the segments.</summary>
sealed class CoreWriter
{
    readonly List<byte> _notes = [];
    readonly List<(SegmentAccess Access, ulong Address, byte[] Bytes, ulong Size)> _loads = [];

    internal const SegmentAccess ReadWrite = SegmentAccess.Read | SegmentAccess.Write;

    internal CoreWriter Load(ulong address, byte[] dumped, ulong size, SegmentAccess access = ReadWrite)
    {
        _loads.Add((access, address, dumped, size));
        return this;
    }

    internal CoreWriter Note(uint type, byte[] content)
    {
        _notes.AddRange([.. ElfWriter.Words(5, (uint)content.Length, type), .. "CORE\0\0\0\0"u8, .. content]);
        _notes.AddRange(new byte[-content.Length & 3]);
        return this;
    }

    internal CoreWriter Thread(int id, long systemCall, ulong stack, ulong pc)
    {
        byte[] status = new byte[336];
        BinaryPrimitives.WriteInt32LittleEndian(status.AsSpan(32), id);
        Register(15, unchecked((ulong)systemCall));
        Register(14, 0xA1);
        Register(13, 0xA2);
        Register(12, 0xA3);
        Register(7, 0xA4);
        Register(9, 0xA5);
        Register(8, 0xA6);
        Register(19, stack);
        Register(16, pc);
        return Note(1, status);

        void Register(int number, ulong value) =>
            BinaryPrimitives.WriteUInt64LittleEndian(status.AsSpan(112 + number * 8), value);
    }

    internal CoreWriter Process(int id, string name, string arguments)
    {
        byte[] info = new byte[136];
        info[1] = (byte)'S';
        BinaryPrimitives.WriteInt32LittleEndian(info.AsSpan(16), 1000);
        BinaryPrimitives.WriteInt32LittleEndian(info.AsSpan(24), id);
        Encoding.UTF8.GetBytes(name).CopyTo(info, 40);
        Encoding.UTF8.GetBytes(arguments).CopyTo(info, 56);
        return Note(3, info);
    }

    internal CoreWriter Files(params (ulong Start, ulong End, ulong Page, string Name)[] files) => Note(
        0x46494C45,
        [
            .. ElfWriter.Longs((ulong)files.Length, 4096),
            .. files.SelectMany(f => ElfWriter.Longs(f.Start, f.End, f.Page)),
            .. files.SelectMany(f => Encoding.UTF8.GetBytes(f.Name + "\0")),
        ]);

    internal byte[] Build()
    {
        ulong at = (ulong)(ElfHeader.Size + (1 + _loads.Count) * ProgramHeader.Size);
        byte[] head = new ElfWriter { Type = ElfType.Core }.Build()[..ElfHeader.Size];
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(56), (ushort)(1 + _loads.Count));
        var file = new List<byte>(head);
        file.AddRange(ElfWriter.Bytes(new ProgramHeader(
            SegmentType.Note, SegmentAccess.None, at, 0, (ulong)_notes.Count, 0, 4)));
        at += (ulong)_notes.Count;
        foreach ((SegmentAccess access, ulong address, byte[] bytes, ulong size) in _loads)
        {
            file.AddRange(ElfWriter.Bytes(new ProgramHeader(
                SegmentType.Load, access, at, address, (ulong)bytes.Length, size, 4096)));
            at += (ulong)bytes.Length;
        }
        file.AddRange(_notes);
        file.AddRange(_loads.SelectMany(load => load.Bytes));
        return [.. file];
    }
}
