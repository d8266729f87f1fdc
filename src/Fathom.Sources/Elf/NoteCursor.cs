using System.Buffers.Binary;
using Fathom.Evidence;

namespace Fathom.Sources.Elf;

/// <summary>
/// Goes through the notes of a segment (elf(5), Elf64_Nhdr), reading only their heads: a core has thousands, most of
/// them registers that nobody asks for.
/// </summary>
public struct NoteCursor(ElfPart part, ulong segmentAlignment)
{
    const int HeadSize = 12;

    // gABI says 8 for ELF64, everybody writes 4, and only .note.gnu.property is padded to 8 and says so in p_align.
    readonly ulong _padding = segmentAlignment == 8 ? 7UL : 3UL;
    ulong _next;
    ulong _nameAt;
    uint _nameSize;

    public uint Type { get; private set; }

    public ElfPart Content { get; private set; }

    /// <summary>The segment ended inside a note.</summary>
    public bool IsCut { get; private set; }

    public bool MoveNext()
    {
        Span<byte> head = stackalloc byte[HeadSize];
        if (IsCut || _next >= part.Length)
            return false;
        if (!part.ReadWhole(_next, head))
            return !(IsCut = true);
        _nameSize = BinaryPrimitives.ReadUInt32LittleEndian(head);
        uint contentSize = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        Type = BinaryPrimitives.ReadUInt32LittleEndian(head[8..]);
        _nameAt = _next + HeadSize;
        ulong contentAt = Padded(_nameAt + _nameSize);
        if (contentSize > Limits.ElfNoteBytes || contentAt > part.Length || contentSize > part.Length - contentAt)
            return !(IsCut = true);
        Content = part.From(contentAt, contentSize);
        _next = Padded(contentAt + contentSize);
        return true;
    }

    /// <param name="owner">With its final zero.</param>
    public readonly bool IsOf(ReadOnlySpan<byte> owner) =>
        _nameSize == owner.Length && new StringTable(part).Matches(_nameAt, owner);

    readonly ulong Padded(ulong at) => at > ulong.MaxValue - _padding ? ulong.MaxValue : (at + _padding) & ~_padding;
}
