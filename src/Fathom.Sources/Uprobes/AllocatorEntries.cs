using Fathom.Evidence;
using Fathom.Sources.Elf;
using Fathom.Sources.Probe;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Uprobes;

/// <summary>Every allocator of a process: each mapped image that has both malloc and free, exported or in its own table of symbols.</summary>
static class AllocatorEntries
{
    const int CodeBytes = 48;
    const int MostEntries = 256;

    static readonly (string Name, AllocatorCall Call)[] Functions =
    [
        ("malloc", AllocatorCall.Size), ("free", AllocatorCall.Free), ("calloc", AllocatorCall.Product), ("realloc", AllocatorCall.Again),
        ("posix_memalign", AllocatorCall.ThroughPointer), ("aligned_alloc", AllocatorCall.SecondSize), ("memalign", AllocatorCall.SecondSize),
        ("valloc", AllocatorCall.Size), ("pvalloc", AllocatorCall.Size), ("cfree", AllocatorCall.Free),
    ];

    // Those of an allocator that brings its own. In a program they are the C++ library's, which calls malloc; glibc's reallocarray calls realloc.
    // Not the operators that throw: an exception cannot get past a return address that is the kernel's, and would end the target.
    static readonly (string Name, AllocatorCall Call)[] Others =
    [
        ("reallocarray", AllocatorCall.AgainProduct),
        .. from kind in (string[])["_Znwm", "_Znam"] from rest in (string[])["RKSt9nothrow_t", "St11align_val_tRKSt9nothrow_t"] select (kind + rest, AllocatorCall.Size),
        .. from kind in (string[])["_ZdlPv", "_ZdaPv"] from rest in (string[])["", "m", "RKSt9nothrow_t", "St11align_val_t", "mSt11align_val_t", "St11align_val_tRKSt9nothrow_t"] select (kind + rest, AllocatorCall.Free),
    ];

    public static Result<AllocatorEntry[]> Find(LiveImages images, string program)
    {
        List<AllocatorEntry> found = [];
        Gap? first = null;
        foreach (LoadedImage image in images.All)
        {
            string file = image.Name[(image.Name.LastIndexOf('/') + 1)..];
            // The loader's own is for itself alone, before there is a C library.
            if (file.StartsWith("ld-linux", StringComparison.Ordinal))
                continue;
            if (file.StartsWith("ld-musl-", StringComparison.Ordinal))
                return Gaps.KernelMusl.At(image.Name);
            first ??= Take(images, image, file, image.Name == program, found);
        }
        return found.Count > 0 ? found.ToArray() : first ?? Gaps.KernelNoMalloc.At("maps");
    }

    static Gap? Take(LiveImages images, LoadedImage image, string file, bool isProgram, List<AllocatorEntry> into)
    {
        if (!images.OpenSource(image).Try(out ElfSource? source, out _))
            return null;
        AddressRange? within = isProgram || file.StartsWith("libc.so", StringComparison.Ordinal) || file.StartsWith("libc-", StringComparison.Ordinal) ? null : image.Range;
        (string Name, AllocatorCall Call)[] wanted = within is null ? Functions : [.. Functions, .. Others];
        if ((Symbols(source.Image.ExportedSymbols, wanted) ?? Symbols(source.Image.AllSymbols, wanted)) is not { } symbols)
            return null;
        if (source.File is not { } mapped)
            return Gaps.KernelFileGone.At(image.Name);
        for (int i = 0; i < wanted.Length && into.Count < MostEntries; i++)
        {
            if (symbols[i] is { } address && Entry(image, source.Image, mapped, wanted[i], address, within) is { } entry
                && !into.Any(other => other.File.Inode == mapped.Inode && other.File.Device == mapped.Device && other.Offset == entry.Offset))
                into.Add(entry);
        }
        return null;
    }

    /// <summary>An address for each; null where there is no malloc, or no free.</summary>
    static ulong?[]? Symbols(Result<SymbolTable> table, (string Name, AllocatorCall)[] wanted)
    {
        if (!table.Try(out SymbolTable? symbols, out _))
            return null;
        IReadOnlyList<Result<ElfSymbol>> found = symbols.FindEach([.. wanted.Select(function => function.Name)]);
        var addresses = new ulong?[wanted.Length];
        for (int i = 0; i < addresses.Length; i++)
            addresses[i] = found[i] is { Ok: true } symbol && symbol.Value is { Kind: SymbolKind.Function, HasAddress: true } function ? function.Value : null;
        return addresses[0] is null || addresses[1] is null ? null : addresses;
    }

    static AllocatorEntry? Entry(LoadedImage image, ElfImage elf, RegularFile file, (string Name, AllocatorCall Call) function, ulong address, AddressRange? within)
    {
        foreach (ProgramHeader segment in elf.Segments)
        {
            if (segment.Type != SegmentType.Load || !segment.HoldsInFile(address))
                continue;
            Span<byte> bytes = stackalloc byte[CodeBytes];
            ReadOnlySpan<byte> code = bytes[..elf.At(address).Read(0, bytes)];
            // An allocation's answer is caught by its return address, which lies on top of the stack at the function's start only.
            int? played = function.Call == AllocatorCall.Free ? EntryCode.PlayedPlace(code) : EntryCode.IsPlayed(code) ? 0 : null;
            ulong offset = address - segment.VirtualAddress + segment.Offset + (ulong)(played ?? 0);
            return new AllocatorEntry(image.Name, function.Name, function.Call, file, offset, played is not null, within);
        }
        return null;
    }
}
