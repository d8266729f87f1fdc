using System.Buffers.Binary;
using Fathom.Evidence;

namespace Fathom.Sources.Elf;

/// <summary>d_tag of the gABI and of GNU.</summary>
public enum DynamicTag : long
{
    End = 0,
    Hash = 4,
    Strings = 5,
    Symbols = 6,
    StringsSize = 10,
    Name = 14,
    Debug = 21,
    GnuHash = 0x6FFFFEF5,
    Versions = 0x6FFFFFF0,
}

/// <summary>What the loader itself reads of an image; the only way to its symbols once it is in memory.</summary>
public readonly struct DynamicSection
{
    const int EntrySize = 16;

    readonly Dictionary<DynamicTag, ulong> _values;

    DynamicSection(Dictionary<DynamicTag, ulong> values) => _values = values;

    public ulong? this[DynamicTag tag] => _values.TryGetValue(tag, out ulong value) ? value : null;

    public static Result<DynamicSection> Read(ElfPart part, string place)
    {
        var values = new Dictionary<DynamicTag, ulong>();
        Span<byte> entry = stackalloc byte[EntrySize];
        for (int i = 0; i < Limits.ElfDynamicEntries; i++)
        {
            if (!part.ReadWhole((ulong)i * EntrySize, entry))
                return Gaps.ElfUnreadable.At(place, null, "dynamic section");
            var tag = (DynamicTag)BinaryPrimitives.ReadInt64LittleEndian(entry);
            if (tag == DynamicTag.End)
                return new DynamicSection(values);
            values.TryAdd(tag, BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]));
        }
        return Gaps.ElfTooLarge.At(place, null, "dynamic entries");
    }
}
