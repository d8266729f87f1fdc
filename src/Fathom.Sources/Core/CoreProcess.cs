using System.Text;
using Fathom.Sources.Elf;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Fathom.Sources.Core;

/// <summary>NT_PRPSINFO (struct elf_prpsinfo of linux/elfcore.h, 64-bit).</summary>
/// <param name="Arguments">The first 80 bytes of the command line, blanks where its zeros were.</param>
sealed record CoreProcess(char State, uint User, uint Group, int Id, int Parent, string Name, string Arguments)
{
    const int Size = 136;

    internal static CoreProcess? Read(ElfPart note)
    {
        Span<byte> info = stackalloc byte[Size];
        if (!note.ReadWhole(0, info))
            return null;
        return new CoreProcess(
            char.IsAsciiLetter((char)info[1]) ? (char)info[1] : '?',
            ReadUInt32LittleEndian(info[16..]),
            ReadUInt32LittleEndian(info[20..]),
            ReadInt32LittleEndian(info[24..]),
            ReadInt32LittleEndian(info[28..]),
            Text(info.Slice(40, 16)),
            Text(info.Slice(56, 80)).TrimEnd(' '));
    }

    static string Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }
}
