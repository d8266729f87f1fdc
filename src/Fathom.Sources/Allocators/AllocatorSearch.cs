using System.Buffers.Binary;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Elf;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Allocators;

/// <summary>
/// The allocators among the images of a process: by what they export, else by what they say in their data. A name on
/// disk says nothing: a copy of jemalloc may be called anything, and a program may have one linked in.
/// </summary>
static class AllocatorSearch
{
    /// <summary>All that were recognised, and the first image that has a malloc although nobody knows it; that one first.</summary>
    public static IReadOnlyList<Allocator> Find(IReadOnlyList<LoadedImage> images, IMemory memory)
    {
        IReadOnlyList<OpenImage> open = OpenImage.All(images, memory);
        IReadOnlyList<OpenImage> order = LinkOrder.Of(open, memory);
        List<Allocator> found = [];
        bool isFirst = true;
        foreach (OpenImage image in order.Concat(open.Where(image => !order.Contains(image))))
        {
            Exported exported = new(image.Elf);
            if (Recognise(image, exported, isFirst) is { } allocator)
                found.Add(allocator with { IsFirst = isFirst && (exported.HasMalloc || exported.IsAlone) });
            isFirst &= !exported.HasMalloc && !(exported.IsAlone && found.Count > 0);
        }
        return [.. found.OrderByDescending(allocator => allocator.IsFirst)];
    }

    static Allocator? Recognise(OpenImage image, Exported exported, bool isFirst)
    {
        string name = image.Loaded.Name;
        if (exported.Kind is { } kind)
            return new Allocator(kind, name, Version(image, kind, exported)) { Ground = AllocatorGround.Exports };
        // A program with an allocator in it exports malloc for its libraries, and nothing else of it. One that needs no
        // loader exports nothing at all.
        if (!exported.HasMalloc && !exported.IsAlone)
            return null;
        AllocatorTexts texts = AllocatorTexts.Of(image.Elf);
        return texts.Kind is { } said && (said != AllocatorKind.Musl || exported.IsAlone)
            ? new Allocator(said, name, texts.VersionOf(said)) { Ground = AllocatorGround.Texts }
            : isFirst && exported.HasMalloc ? new Allocator(AllocatorKind.Unknown, name, null) { Ground = AllocatorGround.Exports } : null;
    }

    static string? Version(OpenImage image, AllocatorKind kind, Exported exported) => kind switch
    {
        AllocatorKind.Glibc => null,
        AllocatorKind.Mimalloc => exported.MimallocVersion(),
        _ => AllocatorTexts.Of(image.Elf).VersionOf(kind),
    };

    /// <summary>What of the names that matter an image exports.</summary>
    sealed class Exported
    {
        const string VersionFunction = "mi_version";

        readonly ElfImage _image;

        public Exported(ElfImage image)
        {
            _image = image;
            Result<SymbolTable> symbols = image.ExportedSymbols;
            IsAlone = !image.Dynamic.Ok || symbols is { Ok: true, Value.Count: <= 1 };
            if (!symbols.Ok)
                return;
            IReadOnlyList<Result<ElfSymbol>> found = symbols.Value.FindEach(AllocatorMarks.Names);
            bool[] has = [.. found.Select(symbol => symbol is { Ok: true, Value.IsDefined: true })];
            if (AllocatorMarks.IsRecorder(has))
                return;
            HasMalloc = has[0];
            Kind = AllocatorMarks.OfExports(has);
        }

        public bool HasMalloc { get; }

        /// <summary>It exports nothing and needs nobody: linked statically.</summary>
        public bool IsAlone { get; }

        public AllocatorKind? Kind { get; }

        /// <summary>
        /// mi_version returns a constant: mov eax, MI_MALLOC_VERSION (mimalloc.h): major × 100 + minor × 10 + patch.
        /// </summary>
        public string? MimallocVersion()
        {
            Result<ElfSymbol> symbol = _image.ExportedSymbols.Then(table => table.Find(VersionFunction));
            Span<byte> code = stackalloc byte[10];
            if (!symbol.Ok || !_image.At(symbol.Value.Value).ReadWhole(0, code))
                return null;
            // With control-flow enforcement a function begins with endbr64.
            ReadOnlySpan<byte> body = code.StartsWith((ReadOnlySpan<byte>)[0xF3, 0x0F, 0x1E, 0xFA]) ? code[4..] : code[..6];
            const byte moveToEax = 0xB8, ret = 0xC3;
            int version = BinaryPrimitives.ReadInt32LittleEndian(body[1..]);
            return body[0] == moveToEax && body[5] == ret && version is >= 100 and < 10_000
                ? string.Create(CultureInfo.InvariantCulture, $"{version / 100}.{version / 10 % 10}.{version % 10}") : null;
        }
    }
}
