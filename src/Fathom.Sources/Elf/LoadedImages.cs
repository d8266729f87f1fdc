using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Elf;

/// <summary>
/// Which mapped files are ELF images, where each was laid out, and which nameless pages are theirs too. A file that is
/// mapped twice is two images. The vdso is the kernel's, not a file, and is left out.
/// </summary>
public sealed class LoadedImages
{
    const int Batch = 128;

    readonly IReadOnlyList<Mapping> _mappings;
    readonly IMemory _memory;
    readonly ICollection<Gap> _gaps;
    readonly List<LoadedImage> _images = [];
    readonly Lazy<HashSet<string>> _filesWithCode;

    LoadedImages(IReadOnlyList<Mapping> mappings, IMemory memory, ICollection<Gap> gaps)
    {
        _mappings = mappings;
        _memory = memory;
        _gaps = gaps;
        _filesWithCode = new Lazy<HashSet<string>>(() =>
            [.. mappings.Where(m => m.IsFile && (m.Access & Access.Execute) != 0).Select(m => m.Name)]);
    }

    /// <param name="mappings">All mappings of the process, in address order.</param>
    /// <param name="memory">Its memory: headers are read from there, as the file may have been replaced.</param>
    /// <param name="gaps">Takes what stood in the way.</param>
    public static IReadOnlyList<LoadedImage> Find(
        IReadOnlyList<Mapping> mappings, IMemory memory, ICollection<Gap> gaps)
    {
        var images = new LoadedImages(mappings, memory, gaps);
        images.Find();
        return images._images;
    }

    void Find()
    {
        var batch = new List<Mapping>(Batch);
        foreach (Mapping mapping in _mappings)
        {
            if (CouldBeginImage(mapping))
                batch.Add(mapping);
            if (batch.Count < Batch)
                continue;
            Examine(batch);
            batch.Clear();
        }
        if (batch.Count > 0)
            Examine(batch);
    }

    /// <summary>The loader maps privately; a shared mapping is data, and one of a device is not to be read at all.</summary>
    static bool CouldBeginImage(Mapping mapping) =>
        mapping.Offset == 0
        && mapping.Name.StartsWith('/')
        && (mapping.Access & Access.Shared) == 0
        && !mapping.Name.StartsWith("/dev/", StringComparison.Ordinal);

    /// <summary>A process may map 65,000 files of data: one call asks a hundred of them for their first bytes.</summary>
    void Examine(List<Mapping> batch)
    {
        Span<Address> starts = stackalloc Address[batch.Count];
        Span<byte> magic = stackalloc byte[batch.Count * ElfHeader.Magic.Length];
        Span<bool> read = stackalloc bool[batch.Count];
        for (int i = 0; i < batch.Count; i++)
            starts[i] = batch[i].Range.Start;
        _memory.ReadEach(starts, ElfHeader.Magic.Length, magic, read);
        for (int i = 0; i < batch.Count; i++)
        {
            ReadOnlySpan<byte> first = magic.Slice(i * ElfHeader.Magic.Length, ElfHeader.Magic.Length);
            if (read[i] && first.SequenceEqual(ElfHeader.Magic))
                Add(batch[i]);
            else if (!read[i] && _filesWithCode.Value.Contains(batch[i].Name))
                _gaps.Add(Gaps.ImageHeaderUnread.At(batch[i].Name));
        }
    }

    void Add(Mapping first)
    {
        Result<ElfImage> image = ElfImage.Open(new LoadedBytes(_memory, first.Range.Start, first.Name));
        if (image.Gap is { } gap)
        {
            _gaps.Add(gap);
            return;
        }
        if (RangeOf(image.Value) is { } range && range.Contains(first.Range.Start))
        {
            IReadOnlyList<AddressRange> zeros = new ZeroFill(_mappings, first, image.Value).Find();
            _images.Add(new LoadedImage(first.Name, range, image.Value.Bias ?? 0, zeros) { Device = first.Device, Inode = first.Inode, Code = CodeOf(image.Value) });
        }
    }

    static List<AddressRange> CodeOf(ElfImage image)
    {
        List<AddressRange> code = [];
        foreach (ProgramHeader segment in image.Segments)
        {
            if (segment.Type == SegmentType.Load && (segment.Access & SegmentAccess.Execute) != 0 && segment.MemoryEnd > segment.VirtualAddress)
                code.Add(PagesOf(image, segment.VirtualAddress, segment.MemoryEnd));
        }
        code.RemoveAll(range => range.IsEmpty);
        return code;
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
        return PagesOf(image, low, high) is { IsEmpty: false } range ? range : null;
    }

    /// <summary>The whole pages of addresses in the file; empty where they wrap.</summary>
    static AddressRange PagesOf(ElfImage image, ulong low, ulong high)
    {
        ulong bias = image.Bias ?? 0;
        Address start = new Address(unchecked(bias + low)).PageFloor;
        Address end = new Address(unchecked(bias + high + (Bytes.PageSize - 1))).PageFloor;
        return end > start ? new AddressRange(start, end) : default;
    }
}
