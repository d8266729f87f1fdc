using Fathom.Evidence;
using Fathom.Sources.Elf;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Profiles;

/// <summary>A library that addresses of a profile lie in: its file here, and the symbols of that or of its debug file.</summary>
sealed class SymbolFile : IDisposable
{
    readonly List<RegularFile> _files = [];
    readonly ElfImage? _image;
    readonly SymbolIndex? _symbols;

    SymbolFile(ElfImage? image, SymbolIndex? symbols, List<RegularFile> files, bool isOther) =>
        (_image, _symbols, _files, IsOther) = (image, symbols, files, isOther);

    /// <summary>There is a file of its name, and nothing proves it to be the one that was mapped.</summary>
    public bool IsOther { get; }

    /// <param name="folders">Below which the user says that the files of then are.</param>
    public static SymbolFile Of(Mapping mapping, string? buildId, IReadOnlyList<string> folders)
    {
        List<RegularFile> files = [];
        foreach (string folder in folders)
        {
            foreach (string path in (ReadOnlySpan<string>)[folder.TrimEnd('/') + mapping.Name, Path.Combine(folder, Path.GetFileName(mapping.Name))])
            {
                if (Open(path, files) is { } given && IsBuild(given, buildId))
                    return Of(given, folders, files, path);
            }
        }
        if (!mapping.Name.StartsWith('/') || Open(mapping.Name, files) is not { } image)
            return new SymbolFile(null, null, files, false);
        RegularFile file = files[^1];
        // gperftools leaves the device away (base/sysinfo.cc, FormatLine); the inode alone tells two builds of one path apart.
        bool isSame = buildId is null
            ? !mapping.IsDeleted && mapping.Inode != 0 && mapping.Inode == file.Inode && (mapping.Device == file.Device || mapping.Device == default)
            : IsBuild(image, buildId);
        return isSame ? Of(image, folders, files, mapping.Name) : new SymbolFile(null, null, files, true);
    }

    /// <summary>The file's own address of a place in it; null where no file is there to say.</summary>
    public ulong? AddressOf(ulong fileOffset)
    {
        if (_image is null)
            return null;
        foreach (ProgramHeader segment in _image.Segments)
        {
            if (segment.Type == SegmentType.Load && fileOffset >= segment.Offset && fileOffset - segment.Offset < segment.FileSize)
                return unchecked(fileOffset - segment.Offset + segment.VirtualAddress);
        }
        return null;
    }

    public string? NameAt(ulong address) => _symbols is not null && _symbols.TryFind(address, out string name, out _) ? name : null;

    public void Dispose()
    {
        foreach (RegularFile file in _files)
            file.Dispose();
    }

    static bool IsBuild(ElfImage image, string? buildId) => buildId is null || image.BuildId.Or(null) == buildId;

    static SymbolFile Of(ElfImage image, IReadOnlyList<string> folders, List<RegularFile> files, string path)
    {
        SymbolTable? table = image.AllSymbols.Or(null);
        foreach (string candidate in table is null ? DebugFiles(image, path, folders) : [])
        {
            if (Open(candidate, files) is { } debug && IsDebugFileOf(image, debug, files[^1]) && debug.AllSymbols.Or(null) is { } symbols)
            {
                table = symbols;
                break;
            }
        }
        table ??= image.ExportedSymbols.Or(null);
        return new SymbolFile(image, table is null ? null : SymbolIndex.Of(table, path).Or(null), files, false);
    }

    /// <summary>What is of another build has another build-id; a file without one gives the checksum of its debug file.</summary>
    static bool IsDebugFileOf(ElfImage image, ElfImage debug, RegularFile file) =>
        image.BuildId.Or(null) is { } id ? debug.BuildId.Or(null) == id : image.DebugLinkChecksum is { } checksum && DebugChecksum.Of(file) == checksum;

    /// <summary>Where debuggers look (GDB manual, Separate Debug Files).</summary>
    static List<string> DebugFiles(ElfImage image, string path, IReadOnlyList<string> folders)
    {
        List<string> paths = [];
        foreach (string root in (IEnumerable<string>)[.. folders.Select(folder => folder.TrimEnd('/') + "/usr/lib/debug"), .. folders, "/usr/lib/debug"])
        {
            if (image.BuildId.Or(null) is { Length: > 2 } id)
                paths.Add($"{root}/.build-id/{id[..2]}/{id[2..]}.debug");
        }
        if (image.DebugLink.Or(null) is { } link && !link.Contains('/', StringComparison.Ordinal))
        {
            string folder = Path.GetDirectoryName(path) ?? "";
            paths.AddRange([$"{folder}/{link}", $"{folder}/.debug/{link}", $"/usr/lib/debug{folder}/{link}"]);
        }
        return paths;
    }

    static ElfImage? Open(string path, List<RegularFile> files)
    {
        if (!RegularFile.Open(path, new Bytes(Limits.MappedFileBytes)).Try(out RegularFile? file, out _))
            return null;
        files.Add(file);
        return ElfImage.Open(new FileBytes(file)).Or(null);
    }
}
