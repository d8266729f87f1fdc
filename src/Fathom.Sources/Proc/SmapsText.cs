using Fathom.Evidence;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Proc;

/// <summary>/proc/PID/smaps: each mapping followed by its counts; smaps_rollup is one such record.</summary>
public static class SmapsText
{
    public readonly record struct Entry(Mapping Mapping, MappingUsage Usage);

    public static Parsed<IReadOnlyList<Entry>> Parse(ReadOnlySpan<byte> text, string file)
    {
        List<Entry> entries = [];
        BadLines bad = new(file);
        MapsText.NameCache names = new();
        string flags = "";
        Mapping? mapping = null;
        MappingUsage usage = default;
        Lines lines = new(text);
        while (lines.MoveNext())
        {
            ReadOnlySpan<byte> line = lines.Current;
            if (IsHeader(line))
            {
                Close(entries, mapping, usage);
                usage = default;
                if (!MapsText.TryParseLine(line, names, out mapping))
                    bad.Add(lines.Number, line);
            }
            else if (mapping is null || !TryApply(line, ref usage, ref flags))
            {
                bad.Add(lines.Number, line);
            }
        }
        Close(entries, mapping, usage);
        return new(entries, bad.Gaps);
    }

    /// <summary>smaps_rollup: the judge in tests, and the only cheap Pss of a whole process.</summary>
    public static Parsed<MappingUsage> ParseRollup(ReadOnlySpan<byte> text, string file)
    {
        Parsed<IReadOnlyList<Entry>> all = Parse(text, file);
        return new(all.Value.Count > 0 ? all.Value[0].Usage : default, all.Gaps);
    }

    static void Close(List<Entry> entries, Mapping? mapping, MappingUsage usage)
    {
        if (mapping is not null && entries.Count < Limits.Mappings)
            entries.Add(new Entry(mapping, usage));
    }

    static bool IsHeader(ReadOnlySpan<byte> line)
    {
        AsciiLine rest = new(line);
        return rest.TakeHex(out _) && rest.Take((byte)'-') && rest.TakeHex(out _) && rest.Take((byte)' ');
    }

    static bool TryApply(ReadOnlySpan<byte> line, ref MappingUsage usage, ref string lastFlags)
    {
        int colon = line.IndexOf((byte)':');
        if (colon <= 0)
            return line.IsEmpty;
        ReadOnlySpan<byte> key = line[..colon];
        ReadOnlySpan<byte> value = line[(colon + 1)..];
        if (key.SequenceEqual("VmFlags"u8))
        {
            string flags = ForeignText.Decode(value.Trim(" "u8));
            lastFlags = flags == lastFlags ? lastFlags : flags;
            usage = usage with { Flags = lastFlags };
            return true;
        }
        if (!KiB.TryParse(value, out Bytes size))
            // THPeligible: and ProtectionKey: are bare numbers and were accepted; a key of a later kernel may be words.
            return !IsKnown(key);
        usage = With(usage, key, size);
        return true;
    }

    static bool IsKnown(ReadOnlySpan<byte> key) => With(default, key, new Bytes(1)) != default;

    static MappingUsage With(MappingUsage usage, ReadOnlySpan<byte> key, Bytes size) => key switch
    {
        _ when key.SequenceEqual("Rss"u8) => usage with { Rss = size },
        _ when key.SequenceEqual("Pss"u8) => usage with { Pss = size },
        _ when key.SequenceEqual("Private_Clean"u8) => usage with { PrivateClean = size },
        _ when key.SequenceEqual("Private_Dirty"u8) => usage with { PrivateDirty = size },
        _ when key.SequenceEqual("Anonymous"u8) => usage with { Anonymous = size },
        _ when key.SequenceEqual("LazyFree"u8) => usage with { LazyFree = size },
        _ when key.SequenceEqual("AnonHugePages"u8) => usage with { AnonHugePages = size },
        _ when key.SequenceEqual("Shared_Hugetlb"u8) || key.SequenceEqual("Private_Hugetlb"u8) =>
            usage with { Hugetlb = Sum(usage.Hugetlb, size) },
        _ when key.SequenceEqual("Swap"u8) => usage with { Swap = size },
        _ when key.SequenceEqual("SwapPss"u8) => usage with { SwapPss = size },
        _ when key.SequenceEqual("Locked"u8) => usage with { Locked = size },
        _ when key.SequenceEqual("KernelPageSize"u8) => usage with { KernelPageSize = size },
        _ => usage,
    };

    // A garbled file may hold two sizes that no machine has; their sum must not throw.
    static Bytes Sum(Bytes a, Bytes b) => a.Value > long.MaxValue - b.Value ? new Bytes(long.MaxValue) : a + b;
}
