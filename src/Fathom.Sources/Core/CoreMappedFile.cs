using System.Buffers.Binary;
using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Elf;

namespace Fathom.Sources.Core;

/// <summary>One entry of NT_FILE: what was mapped where (kernel fs/binfmt_elf.c, fill_files_note).</summary>
readonly record struct CoreMappedFile(ulong Start, ulong End, ulong Offset, string Name)
{
    const int HeadSize = 16;
    const int EntrySize = 24;

    /// <summary>In address order, without overlaps.</summary>
    internal static Result<IReadOnlyList<CoreMappedFile>> ReadAll(ElfPart note, string place)
    {
        if (note.Length > Limits.ElfNoteBytes)
            return Gaps.ElfTooLarge.At(place, null, "mapped files");
        byte[] bytes = new byte[note.Length];
        if (bytes.Length < HeadSize || !note.ReadWhole(0, bytes))
            return Gaps.ElfUnreadable.At(place, null, "list of mapped files");
        ulong count = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        ulong pageSize = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8));
        if (count > (ulong)(bytes.Length - HeadSize) / EntrySize)
            return Gaps.ElfDamaged.At(place, null, "the list of mapped files is shorter than it says");
        var files = new List<CoreMappedFile>((int)count);
        int nameAt = HeadSize + (int)count * EntrySize;
        for (int i = 0; i < (int)count; i++)
        {
            ReadOnlySpan<byte> name = bytes.AsSpan(nameAt);
            int end = name.IndexOf((byte)0);
            if (end < 0)
                return Gaps.ElfDamaged.At(place, null, "a mapped file has no name");
            nameAt += end + 1;
            CoreMappedFile file = Entry(bytes.AsSpan(HeadSize + i * EntrySize), pageSize, name[..end]);
            if (file.End > file.Start && (files.Count == 0 || file.Start >= files[^1].End))
                files.Add(file);
        }
        return files;
    }

    static CoreMappedFile Entry(ReadOnlySpan<byte> entry, ulong pageSize, ReadOnlySpan<byte> name) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(entry),
        BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]),
        unchecked(BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]) * pageSize),
        Encoding.UTF8.GetString(name));
}
