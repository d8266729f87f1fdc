using Fathom.Evidence;

namespace Fathom.Sources.Elf;

/// <summary>What tells one build from another.</summary>
public sealed partial class ElfImage
{
    const uint BuildIdNote = 3;

    /// <summary>NT_GNU_BUILD_ID in hexadecimal.</summary>
    public Result<string> BuildId
    {
        get
        {
            foreach (ProgramHeader segment in _segments)
            {
                if (segment.Type == SegmentType.Note && BuildIdIn(segment) is { } id)
                    return id;
            }
            return Gaps.ElfPartAbsent.At(Place, null, "build-id");
        }
    }

    /// <summary>DT_SONAME.</summary>
    public Result<string> SoName
    {
        get
        {
            Result<DynamicSection> dynamic = Dynamic;
            if (dynamic.Gap is { } gap)
                return gap;
            if (dynamic.Value[DynamicTag.Name] is not { } name)
                return Gaps.ElfPartAbsent.At(Place, null, "soname");
            string text = new StringTable(DynamicStrings(dynamic.Value)).At(name);
            return text.Length > 0 ? text : Gaps.ElfUnreadable.At(Place, null, "soname");
        }
    }

    /// <summary>The file name that .gnu_debuglink gives.</summary>
    public Result<string> DebugLink
    {
        get
        {
            Result<SectionTable> sections = Sections;
            if (sections.Gap is { } gap)
                return gap;
            string name = sections.Value.Find(".gnu_debuglink") is { } link ? new StringTable(link.In(_bytes)).At(0) : "";
            return name.Length > 0 ? name : Gaps.ElfPartAbsent.At(Place, null, ".gnu_debuglink");
        }
    }

    /// <summary>The CRC-32 of that file: it stands behind the name, at the next multiple of four (GDB manual, Separate Debug Files).</summary>
    public uint? DebugLinkChecksum
    {
        get
        {
            if (Sections.Or(null)?.Find(".gnu_debuglink")?.In(_bytes) is not { } link)
                return null;
            ulong at = ((ulong)System.Text.Encoding.UTF8.GetByteCount(new StringTable(link).At(0)) + 1 + 3) & ~3UL;
            return link.ReadUInt32(at);
        }
    }

    string? BuildIdIn(ProgramHeader segment)
    {
        ElfPart part = At(segment.VirtualAddress).From(0, segment.FileSize);
        var notes = new NoteCursor(part, segment.Alignment);
        Span<byte> id = stackalloc byte[Limits.ElfBuildIdBytes];
        for (int i = 0; i < Limits.ElfDynamicEntries && notes.MoveNext(); i++)
        {
            if (notes.Type != BuildIdNote || !notes.IsOf("GNU\0"u8) || notes.Content.Length > (ulong)id.Length)
                continue;
            Span<byte> bytes = id[..(int)notes.Content.Length];
            if (!bytes.IsEmpty && notes.Content.ReadWhole(0, bytes))
                return Convert.ToHexStringLower(bytes);
        }
        return null;
    }
}
