using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles.Perf;

/// <summary>"            7f3dba2f2ad7 put+0x5 (/opt/shop/libshop.so)": one frame, innermost first. Each part only where it was asked for.</summary>
readonly ref struct PerfScriptFrame
{
    /// <summary>perf prints addresses right-aligned in so many columns behind a tab.</summary>
    const int AddressEnd = 17;

    static ReadOnlySpan<byte> Unknown => "[unknown]"u8;

    public bool HasAddress { get; private init; }

    public ulong Address { get; private init; }

    /// <summary>Without the offset in it; empty where perf had none.</summary>
    public ReadOnlySpan<byte> Name { get; private init; }

    public ReadOnlySpan<byte> Library { get; private init; }

    /// <summary>The compiler put it into the function that follows, which has the same address.</summary>
    public bool IsInlined { get; private init; }

    /// <summary>With its address where its column is: a line that no sample begins with.</summary>
    public bool IsPlain { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> line, out PerfScriptFrame frame)
    {
        ReadOnlySpan<byte> text = line.TrimStart(" \t"u8);
        int digits = HexDigits.Leading(text, out ulong address);
        int end = line.Length - text.Length + digits;
        bool hasAddress = digits is > 0 and <= HexDigits.Most && (digits == text.Length || text[digits] == (byte)' ') && (line[0] != (byte)'\t' || end == AddressEnd);
        if (hasAddress)
            text = text[digits..].TrimStart((byte)' ');
        ReadOnlySpan<byte> library = TakeLibrary(ref text);
        bool isInlined = library.SequenceEqual("inlined"u8);
        text = WithoutOffset(text);
        frame = new PerfScriptFrame
        {
            HasAddress = hasAddress,
            Address = address,
            Name = text.SequenceEqual(Unknown) ? [] : text,
            Library = isInlined || library.SequenceEqual(Unknown) ? [] : library,
            IsInlined = isInlined,
            IsPlain = hasAddress && line[0] == (byte)'\t' && (!text.IsEmpty || !library.IsEmpty),
        };
        return hasAddress || !text.IsEmpty || !library.IsEmpty;
    }

    static ReadOnlySpan<byte> TakeLibrary(scoped ref ReadOnlySpan<byte> text)
    {
        int open = text.EndsWith(")"u8) ? LibraryAt(text) : -1;
        if (open < 0)
            return [];
        ReadOnlySpan<byte> library = text[(open + 1)..^1];
        text = text[..open].TrimEnd((byte)' ');
        // Newer releases print the place in the file too (dsoff).
        return WithoutOffset(library);
    }

    /// <summary>Arguments of a function have no blank before them; a path or a [name] may have any within.</summary>
    static int LibraryAt(ReadOnlySpan<byte> text)
    {
        if (text[0] == (byte)'(')
            return 0;
        int path = text.IndexOf(" (/"u8), name = text.IndexOf(" (["u8);
        int blank = path >= 0 && name >= 0 ? Math.Min(path, name) : Math.Max(path, name);
        blank = blank >= 0 ? blank : text.LastIndexOf(" ("u8);
        return blank < 0 ? -1 : blank + 1;
    }

    static ReadOnlySpan<byte> WithoutOffset(ReadOnlySpan<byte> text)
    {
        int plus = text.LastIndexOf("+0x"u8);
        return plus > 0 && HexDigits.Leading(text[(plus + 3)..], out _) == text.Length - plus - 3 ? text[..plus] : text;
    }
}
