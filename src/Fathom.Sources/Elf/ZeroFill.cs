using Fathom.Evidence;

namespace Fathom.Sources.Elf;

/// <summary>
/// The pages of a segment behind what its file fills (.bss). The loader maps them without a file (glibc
/// elf/dl-map-segments.h, kernel fs/binfmt_elf.c), so nothing but the program headers says whose they are, and the
/// kernel may have joined them with a neighbour's. Claimed only where the mapping before shows that the loader, and
/// not somebody reading the library as data, put this segment there.
/// </summary>
sealed class ZeroFill(IReadOnlyList<Mapping> mappings, Mapping first, ElfImage image)
{
    readonly ulong _bias = image.Bias ?? 0;

    internal IReadOnlyList<AddressRange> Find()
    {
        var found = new List<AddressRange>();
        foreach (ProgramHeader segment in image.Segments)
        {
            if (segment.Type == SegmentType.Load && segment.MemorySize > segment.FileSize)
                Claim(segment, found);
        }
        return found;
    }

    void Claim(ProgramHeader segment, List<AddressRange> found)
    {
        ulong start = PageCeiling(unchecked(_bias + segment.FileEnd));
        ulong end = PageCeiling(unchecked(_bias + segment.MemoryEnd));
        if (start == 0 || end <= start || !IsLoaded(segment, start))
            return;
        var zeros = new AddressRange(new Address(start), new Address(end));
        for (int i = AddressOrder.FirstEndingAfter(mappings, zeros.Start); i < mappings.Count; i++)
        {
            Mapping mapping = mappings[i];
            AddressRange part = mapping.Range.Intersect(zeros);
            if (part.IsEmpty || part.Start != zeros.Start || !CouldBeZeroFill(mapping))
                return;
            found.Add(part);
            zeros = new AddressRange(part.End, zeros.End);
        }
    }

    bool IsLoaded(ProgramHeader segment, ulong zerosStart)
    {
        if (segment.FileSize > 0)
            return IsMapped(segment, zerosStart - Bytes.PageSize) && FileEndsAt(zerosStart);
        foreach (ProgramHeader other in image.Segments)
        {
            bool tells = (other.Access & (SegmentAccess.Write | SegmentAccess.Execute)) != 0;
            if (other.Type == SegmentType.Load && other.FileSize > 0 && tells)
                return IsMapped(other, PageFloor(unchecked(_bias + other.VirtualAddress)));
        }
        return false;
    }

    /// <summary>A page of the segment shows the page of the file that it should, with the rights it should have.</summary>
    bool IsMapped(ProgramHeader segment, ulong page)
    {
        int at = AddressOrder.FirstEndingAfter(mappings, new Address(page));
        if (at == mappings.Count || !mappings[at].Range.Contains(new Address(page)) || !IsSameFile(mappings[at]))
            return false;
        Mapping mapping = mappings[at];
        ulong shown = unchecked(mapping.Offset + (page - mapping.Range.Start.Value));
        ulong wanted = unchecked(segment.Offset + (page - (_bias + segment.VirtualAddress)));
        return shown == wanted && HasRights(segment, mapping, page);
    }

    bool HasRights(ProgramHeader segment, Mapping mapping, ulong page)
    {
        if ((segment.Access & SegmentAccess.Execute) != 0 && (mapping.Access & Access.Execute) == 0)
            return false;
        return (segment.Access & SegmentAccess.Write) == 0
            || mapping.IsWritablePrivate
            || IsReadOnlyAfterRelocation(page);
    }

    /// <summary>The loader takes the right to write away again from whole pages of PT_GNU_RELRO.</summary>
    bool IsReadOnlyAfterRelocation(ulong page)
    {
        ulong own = unchecked(page - _bias);
        foreach (ProgramHeader segment in image.Segments)
        {
            if (segment.Type == SegmentType.ReadOnlyAfterRelocation
                && own >= PageFloor(segment.VirtualAddress)
                && own < segment.MemoryEnd)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Who maps a whole library to read it maps it to the file's end, not to that of a segment.</summary>
    bool FileEndsAt(ulong address)
    {
        int at = AddressOrder.FirstEndingAfter(mappings, new Address(address - 1));
        return at < mappings.Count && mappings[at].Range.End.Value == address;
    }

    bool IsSameFile(Mapping mapping) =>
        mapping.Inode == first.Inode && mapping.Device == first.Device && mapping.Name == first.Name;

    /// <summary>[heap] begins right behind the .bss of a program that has no random gap there.</summary>
    static bool CouldBeZeroFill(Mapping mapping) =>
        mapping.IsAnonymous
        && (mapping.Access & Access.Shared) == 0
        && (mapping.Name.Length == 0 || mapping.Name == "[heap]" || mapping.Name.StartsWith("[anon:", StringComparison.Ordinal));

    static ulong PageFloor(ulong address) => address & ~(ulong)(Bytes.PageSize - 1);

    static ulong PageCeiling(ulong address) => PageFloor(unchecked(address + (Bytes.PageSize - 1)));
}
