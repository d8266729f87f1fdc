using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Elf;

/// <summary>
/// Which mapped files are ELF images, where each was laid out, and which nameless pages are theirs too. A file that is
/// mapped twice is two images. The vdso is the kernel's, not a file, and is left out.
/// </summary>
public static class LoadedImages
{
    const int Batch = 128;

    /// <param name="mappings">All mappings of the process, in address order.</param>
    /// <param name="memory">Its memory: headers are read from there, as the file may have been replaced.</param>
    /// <param name="gaps">Takes what stood in the way.</param>
    public static IReadOnlyList<LoadedImage> Find(IReadOnlyList<Mapping> mappings, IMemory memory, ICollection<Gap> gaps)
    {
        var images = new List<LoadedImage>();
        var batch = new List<Mapping>(Batch);
        foreach (Mapping mapping in mappings)
        {
            if (CouldBeginImage(mapping))
                batch.Add(mapping);
            if (batch.Count == Batch)
                Examine(batch, mappings, memory, images, gaps);
        }
        Examine(batch, mappings, memory, images, gaps);
        return images;
    }

    /// <summary>The loader maps privately; a shared mapping is data, and one of a device is not to be read at all.</summary>
    static bool CouldBeginImage(Mapping mapping) =>
        mapping.Offset == 0
        && mapping.Name.StartsWith('/')
        && (mapping.Access & Access.Shared) == 0
        && !mapping.Name.StartsWith("/dev/", StringComparison.Ordinal);

    /// <summary>A process may map 65,000 files of data: one call asks a hundred of them for their first bytes.</summary>
    static void Examine(
        List<Mapping> batch, IReadOnlyList<Mapping> all, IMemory memory, List<LoadedImage> images, ICollection<Gap> gaps)
    {
        Span<Address> starts = stackalloc Address[Batch];
        Span<byte> magic = stackalloc byte[Batch * 4];
        Span<bool> read = stackalloc bool[Batch];
        for (int i = 0; i < batch.Count; i++)
            starts[i] = batch[i].Range.Start;
        memory.ReadEach(starts[..batch.Count], 4, magic, read);
        for (int i = 0; i < batch.Count; i++)
        {
            if (!read[i])
                AddUnlessData(batch[i], all, gaps);
            else if (magic.Slice(i * 4, 4).SequenceEqual(ElfHeader.Magic))
                Add(batch[i], all, memory, images, gaps);
        }
        batch.Clear();
    }

    static void Add(
        Mapping first, IReadOnlyList<Mapping> all, IMemory memory, List<LoadedImage> images, ICollection<Gap> gaps)
    {
        Result<ElfImage> image = ElfImage.Open(new LoadedBytes(memory, first.Range.Start, first.Name));
        if (image.Gap is { } gap)
        {
            gaps.Add(gap);
            return;
        }
        if (RangeOf(image.Value) is { } range && range.Contains(first.Range.Start))
        {
            IReadOnlyList<AddressRange> zeros = new ZeroFill(all, first, image.Value).Find();
            images.Add(new LoadedImage(first.Name, range, image.Value.Bias ?? 0, zeros));
        }
    }

    /// <summary>Null for what cannot lie where it was found: an object file, or a program read as data.</summary>
    static AddressRange? RangeOf(ElfImage image)
    {
        ulong low = ulong.MaxValue;
        ulong high = 0;
        foreach (ProgramHeader segment in image.Segments)
        {
            if (segment.Type != SegmentType.Load || segment.MemorySize == 0)
                continue;
            low = Math.Min(low, segment.VirtualAddress);
            high = Math.Max(high, segment.MemoryEnd);
        }
        ulong bias = image.Bias ?? 0;
        bool isLoadable = image.Header.Type == ElfType.Shared || (image.Header.Type == ElfType.Executable && bias == 0);
        if (low >= high || !isLoadable)
            return null;
        var start = new Address(unchecked(bias + low)).PageFloor;
        var end = new Address(unchecked(bias + high + (Bytes.PageSize - 1))).PageFloor;
        return end > start ? new AddressRange(start, end) : null;
    }

    /// <summary>Only a file with code somewhere is worth a word: of data nobody expects a .bss.</summary>
    static void AddUnlessData(Mapping first, IReadOnlyList<Mapping> all, ICollection<Gap> gaps)
    {
        foreach (Mapping other in all)
        {
            if (other.Name == first.Name && (other.Access & Access.Execute) != 0)
            {
                gaps.Add(Gaps.ImageHeaderUnread.At(first.Name));
                return;
            }
        }
    }
}
