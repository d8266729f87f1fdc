using System.Buffers;
using System.Text;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Elf;

namespace Fathom.Sources.Allocators;

/// <summary>What an image's read-only data says of an allocator in it: who it is, and its version.</summary>
sealed class AllocatorTexts
{
    const int Window = 64 * 1024;

    // Longer than any text that is searched for, so that none is cut at the end of a window.
    const int Overlap = 256;

    const int LongestVersion = 32;

    // jemalloc has 14 KB of them, a program with all it needs in one file some MiB.
    const long Most = 16L << 20;

    static readonly SearchValues<byte> Hex = SearchValues.Create("0123456789abcdef"u8);
    static readonly SearchValues<byte> Numbers = SearchValues.Create("0123456789."u8);

    readonly string?[] _versions = new string?[Enum.GetValues<AllocatorKind>().Length];

    /// <summary>Null where no allocator's text stands there.</summary>
    public AllocatorKind? Kind { get; private set; }

    public string? VersionOf(AllocatorKind kind) => _versions[(int)kind];

    public static AllocatorTexts Of(ElfImage image)
    {
        AllocatorTexts texts = new();
        byte[] window = new byte[Window + Overlap];
        long left = Most;
        foreach (ProgramHeader segment in image.Segments)
        {
            if (segment.Type != SegmentType.Load || (segment.Access & SegmentAccess.Write) != 0)
                continue;
            ElfPart part = image.At(segment.VirtualAddress);
            for (ulong at = 0; at < part.Length && left > 0; at += Window, left -= Window)
                texts.Look(window.AsSpan(0, part.Read(at, window)));
        }
        return texts;
    }

    void Look(ReadOnlySpan<byte> bytes)
    {
        foreach ((byte[] text, AllocatorKind kind) in AllocatorMarks.Texts)
        {
            if (Kind is null or AllocatorKind.Musl && bytes.IndexOf(text) >= 0)
                Kind = kind;
        }
        _versions[(int)AllocatorKind.Tcmalloc] ??= Behind(bytes, "gperftools "u8);
        _versions[(int)AllocatorKind.Jemalloc] ??= BeforeCommit(bytes);
        if (bytes.IndexOf("musl libc ("u8) is >= 0 and var at)
            _versions[(int)AllocatorKind.Musl] ??= Alone(bytes[at..]);
    }

    /// <summary>gperftools: src/base of its version string, "gperftools 2.10".</summary>
    static string? Behind(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> text) =>
        bytes.IndexOf(text) is >= 0 and var at ? Version(bytes[(at + text.Length)..]) : null;

    /// <summary>jemalloc's JEMALLOC_VERSION, major.minor.bugfix-revisions-gCOMMIT.</summary>
    static string? BeforeCommit(ReadOnlySpan<byte> bytes)
    {
        for (int at = 0; bytes[at..].IndexOf("-g"u8) is >= 0 and var found; at += found + 2)
        {
            int end = at + found;
            ReadOnlySpan<byte> commit = bytes[(end + 2)..];
            if (commit.Length < 40 || commit[..40].IndexOfAnyExcept(Hex) >= 0)
                continue;
            int start = bytes[..end].LastIndexOf((byte)0) + 1;
            if (end - start is > 0 and <= LongestVersion && Version(bytes[start..end]) is { } version)
                return version;
        }
        return null;
    }

    /// <summary>A version that is a text of its own.</summary>
    static string? Alone(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)0) is >= 0 and var at)
        {
            bytes = bytes[(at + 1)..];
            int length = bytes.IndexOf((byte)0);
            if (length is > 4 and <= LongestVersion && bytes[..length].IndexOfAnyExcept(Numbers) < 0)
                return Version(bytes);
        }
        return null;
    }

    static string? Version(ReadOnlySpan<byte> bytes)
    {
        int length = bytes.IndexOfAnyExcept(Numbers);
        return length is >= 3 and <= LongestVersion && bytes[..length].Contains((byte)'.') ? Encoding.ASCII.GetString(bytes[..length]) : null;
    }
}
