using System.Buffers.Binary;
using System.Text;
using Fathom.Sources.Elf;

namespace Fathom.Tests.Sources.Elf;

/// <summary>
/// Writes small shared libraries: a readable segment with the tables, a writable one with the dynamic section, data
/// and .bss, then what is not mapped.
/// </summary>
sealed class ElfWriter
{
    internal const ulong DataOffset = 0x2000;
    internal const ulong DataAddress = 0x3000;

    readonly List<byte> _file = [];
    readonly List<ProgramHeader> _segments = [];
    readonly List<(string Name, SectionType Type, ulong Offset, ulong Length, string Link)> _sections = [];

    internal sealed record Symbol(
        string Name,
        ulong Value,
        ulong Size,
        SymbolKind Kind = SymbolKind.Function,
        SymbolBinding Binding = SymbolBinding.Global,
        ushort Section = 1,
        bool Hidden = false);

    internal ElfType Type { get; init; } = ElfType.Shared;

    internal ushort Machine { get; init; } = ElfHeader.X86_64;

    internal byte[] BuildId { get; init; } = [0xC0, 0xFF, 0xEE];

    internal string SoName { get; init; } = "libwritten.so.1";

    internal IReadOnlyList<Symbol> Exports { get; init; } = [];

    internal IReadOnlyList<Symbol>? Symbols { get; init; }

    internal bool GnuHash { get; init; } = true;

    internal bool SysvHash { get; init; }

    internal bool Sections { get; init; } = true;

    internal uint DataSize { get; init; } = 0x100;

    internal uint BssSize { get; init; }

    /// <summary>Added to all addresses: a program that is not position-independent.</summary>
    internal ulong Base { get; init; }

    /// <summary>What glibc does to the pointers of a loaded dynamic section.</summary>
    internal ulong PointerBias { get; init; }

    /// <summary>Where the loader keeps its list of images, as it tells a program.</summary>
    internal ulong Debug { get; init; }

    internal byte[] Build()
    {
        _file.Clear();
        _segments.Clear();
        _sections.Clear();
        Pad(0x200);
        var names = new Strings();
        (ulong noteAt, ulong noteSize) = Append(Note());
        List<Symbol> exports = [.. Exports.OrderBy(e => e.Section != 0).ThenBy(e => Hash(e) % 4)];
        ulong soName = names.Add(SoName);
        (ulong symbolsAt, ulong symbolsSize) = Append(Table(exports, names));
        (ulong hashAt, _) = Append(GnuHashTable(exports));
        (ulong sysvAt, _) = Append(Words(1, (uint)exports.Count + 1, 0));
        (ulong versionsAt, _) = Append([0, 0, .. exports.SelectMany(e => new byte[] { 2, e.Hidden ? (byte)0x80 : (byte)0 })]);
        (ulong namesAt, ulong namesSize) = Append(names.ToArray());
        ulong readOnlySize = (ulong)_file.Count;
        Pad((int)DataOffset);
        (ulong dynamicAt, ulong dynamicSize) = Append(Dynamic(soName, namesAt, namesSize, symbolsAt, versionsAt, hashAt, sysvAt));
        Pad((int)(DataOffset + DataSize));
        AddSection(".dynsym", SectionType.DynamicSymbols, symbolsAt, symbolsSize, ".dynstr");
        AddSection(".dynstr", SectionType.Strings, namesAt, namesSize);
        AppendUnmapped();
        _segments.Add(Segment(SegmentType.Load, SegmentAccess.Read, 0, readOnlySize, readOnlySize));
        _segments.Add(Segment(SegmentType.Load, SegmentAccess.Read | SegmentAccess.Write, DataOffset, DataSize, DataSize + BssSize));
        _segments.Add(Segment(SegmentType.Dynamic, SegmentAccess.Read, dynamicAt, dynamicSize, dynamicSize));
        _segments.Add(Segment(SegmentType.Note, SegmentAccess.Read, noteAt, noteSize, noteSize) with { Alignment = 4 });
        ulong sectionsAt = Sections ? AppendSections() : 0;
        WriteHeader(sectionsAt);
        return [.. _file];
    }

    internal static uint Hash(string name) => Fathom.Sources.Elf.GnuHash.Of(Encoding.UTF8.GetBytes(name));

    static uint Hash(Symbol symbol) => symbol.Section == 0 ? 0 : Hash(symbol.Name);

    ulong Address(ulong offset) => Base + (offset < DataOffset ? offset : offset - DataOffset + DataAddress);

    ProgramHeader Segment(SegmentType type, SegmentAccess access, ulong offset, ulong fileSize, ulong memorySize) =>
        new(type, access, offset, Address(offset), fileSize, memorySize, 0x1000);

    byte[] Note() => [.. Words(4, (uint)BuildId.Length, 3), .. "GNU\0"u8, .. BuildId, .. new byte[-BuildId.Length & 3]];

    byte[] Dynamic(ulong soName, ulong names, ulong namesSize, ulong symbols, ulong versions, ulong hash, ulong sysv)
    {
        var entries = new List<(DynamicTag Tag, ulong Value)>
        {
            (DynamicTag.Name, soName),
            (DynamicTag.Strings, Address(names) + PointerBias),
            (DynamicTag.StringsSize, namesSize),
            (DynamicTag.Symbols, Address(symbols) + PointerBias),
            (DynamicTag.Versions, Address(versions) + PointerBias),
        };
        if (Debug != 0)
            entries.Add((DynamicTag.Debug, Debug));
        if (GnuHash)
            entries.Add((DynamicTag.GnuHash, Address(hash) + PointerBias));
        if (SysvHash)
            entries.Add((DynamicTag.Hash, Address(sysv) + PointerBias));
        entries.Add((DynamicTag.End, 0));
        return [.. entries.SelectMany(e => Longs((ulong)e.Tag, e.Value))];
    }

    /// <summary>Four buckets, no bloom words.</summary>
    static byte[] GnuHashTable(List<Symbol> exports)
    {
        int first = exports.FindIndex(e => e.Section != 0);
        int count = first < 0 ? 0 : exports.Count - first;
        uint[] buckets = new uint[4];
        uint[] chains = new uint[count];
        for (int i = 0; i < count; i++)
        {
            uint hash = Hash(exports[first + i]);
            bool isLast = i + 1 == count || Hash(exports[first + i + 1]) % 4 != hash % 4;
            chains[i] = (hash & ~1u) | (isLast ? 1u : 0u);
            if (buckets[hash % 4] == 0)
                buckets[hash % 4] = (uint)(first + i + 1);
        }
        return Words([4, (uint)(first < 0 ? exports.Count : first) + 1, 0, 0, .. buckets, .. chains]);
    }

    static byte[] Table(IEnumerable<Symbol> symbols, Strings names)
    {
        var bytes = new List<byte>(new byte[ElfSymbol.EntrySize]);
        foreach (Symbol s in symbols)
        {
            bytes.AddRange(Words(names.Add(s.Name)));
            bytes.AddRange([(byte)((int)s.Binding << 4 | (int)s.Kind), 0, (byte)(s.Section & 0xFF), (byte)(s.Section >> 8)]);
            bytes.AddRange(Longs(s.Value, s.Size));
        }
        return [.. bytes];
    }

    void AppendUnmapped()
    {
        if (Symbols is null)
            return;
        var names = new Strings();
        (ulong at, ulong size) = Append(Table(Symbols, names));
        AddSection(".symtab", SectionType.Symbols, at, size, ".strtab");
        (at, size) = Append(names.ToArray());
        AddSection(".strtab", SectionType.Strings, at, size);
        (at, size) = Append([.. "written.debug\0"u8, 0, 0, 1, 2, 3, 4]);
        AddSection(".gnu_debuglink", (SectionType)1, at, size);
    }

    void AddSection(string name, SectionType type, ulong at, ulong size, string link = "") =>
        _sections.Add((name, type, at, size, link));

    ulong AppendSections()
    {
        var names = new Strings();
        uint[] offsets = [.. _sections.Select(s => names.Add(s.Name)), names.Add(".shstrtab")];
        (ulong namesAt, ulong namesSize) = Append(names.ToArray());
        AddSection(".shstrtab", SectionType.Strings, namesAt, namesSize);
        ulong at = Append(new byte[SectionHeader.Size]).At;
        for (int i = 0; i < _sections.Count; i++)
        {
            var s = _sections[i];
            uint link = (uint)(_sections.FindIndex(other => other.Name == s.Link) + 1);
            _file.AddRange([.. Words(offsets[i], (uint)s.Type), .. Longs(0, 0, s.Offset, s.Length), .. Words(link, 0), .. Longs(0, 0)]);
        }
        return at;
    }

    void WriteHeader(ulong sectionsAt)
    {
        byte[] head = new byte[ElfHeader.Size];
        ElfHeader.Magic.CopyTo(head);
        (head[4], head[5], head[6]) = (2, 1, 1);
        Short(16, (ushort)Type);
        Short(18, Machine);
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(32), ElfHeader.Size);
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(40), sectionsAt);
        Short(54, ProgramHeader.Size);
        Short(56, (ushort)_segments.Count);
        Short(58, SectionHeader.Size);
        Short(60, (ushort)(sectionsAt == 0 ? 0 : _sections.Count + 1));
        Short(62, (ushort)(sectionsAt == 0 ? 0 : _sections.Count));
        byte[] all = [.. head, .. _segments.SelectMany(Bytes)];
        all.CopyTo(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_file));

        void Short(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(at), value);
    }

    internal static byte[] Bytes(ProgramHeader s) =>
    [
        .. Words((uint)s.Type, (uint)s.Access),
        .. Longs(s.Offset, s.VirtualAddress, 0, s.FileSize, s.MemorySize, s.Alignment),
    ];

    internal static byte[] Words(params ReadOnlySpan<uint> words)
    {
        byte[] bytes = new byte[words.Length * 4];
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), words[i]);
        return bytes;
    }

    internal static byte[] Longs(params ReadOnlySpan<ulong> longs)
    {
        byte[] bytes = new byte[longs.Length * 8];
        for (int i = 0; i < longs.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * 8), longs[i]);
        return bytes;
    }

    void Pad(int length)
    {
        Assert.True(_file.Count <= length, "the library does not fit into this writer's layout");
        _file.AddRange(new byte[length - _file.Count]);
    }

    (ulong At, ulong Size) Append(byte[] bytes)
    {
        Pad((_file.Count + 7) & ~7);
        ulong at = (ulong)_file.Count;
        _file.AddRange(bytes);
        return (at, (ulong)bytes.Length);
    }

    sealed class Strings
    {
        readonly List<byte> _bytes = [0];

        internal uint Add(string name)
        {
            uint at = (uint)_bytes.Count;
            _bytes.AddRange([.. Encoding.UTF8.GetBytes(name), 0]);
            return at;
        }

        internal byte[] ToArray() => [.. _bytes];
    }
}
