using Fathom.Evidence;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Proc;

/// <summary>/proc/PID/smaps: each mapping followed by its counts; smaps_rollup is one such record.</summary>
public static class SmapsText
{
    public readonly record struct Entry(Mapping Mapping, MappingUsage Usage);

    public static Parsed<IReadOnlyList<Entry>> Parse(
        ReadOnlySpan<byte> text, string file, int most = Limits.Mappings)
    {
        Reader reader = new(file, most);
        Lines lines = new(text);
        while (lines.MoveNext())
        {
            if (!IsHeader(lines.Current))
                reader.Count(lines.Number, lines.Current);
            else if (!reader.Begin(lines.Number, lines.Current))
                break;
        }
        return reader.End();
    }

    /// <summary>smaps_rollup: the judge in tests, and the only cheap Pss of a whole process. Null where it is none.</summary>
    public static Parsed<MappingUsage?> ParseRollup(ReadOnlySpan<byte> text, string file)
    {
        Parsed<IReadOnlyList<Entry>> all = Parse(text, file);
        return new(all.Value.Count > 0 ? all.Value[0].Usage : null, all.Gaps);
    }

    /// <summary>One pass over the records; a bad header takes its counts with it.</summary>
    sealed class Reader(string file, int most)
    {
        readonly List<Entry> _entries = [];
        readonly BadLines _bad = new(file);
        readonly MapsText.NameCache _names = new();
        string _flags = "";
        Mapping? _mapping;
        MappingUsage _usage;
        ulong _lastEnd;
        int _header;
        bool _full;

        /// <summary>False where there are more records than may be kept.</summary>
        public bool Begin(int number, ReadOnlySpan<byte> line)
        {
            Close();
            _header = number;
            _full = _entries.Count == most;
            if (_full)
                return false;
            if (MapsText.TryParseLine(line, _names, out _mapping) && _mapping.Range.Start.Value >= _lastEnd)
            {
                _lastEnd = _mapping.Range.End.Value;
                return true;
            }
            _mapping = null;
            _bad.Add(number, line);
            return true;
        }

        public void Count(int number, ReadOnlySpan<byte> line)
        {
            bool inBadRecord = _mapping is null && _header > 0;
            if (!inBadRecord && (_mapping is null || !TryApply(line, _mapping.Range.Length, ref _usage, ref _flags)))
                _bad.Add(number, line);
        }

        public Parsed<IReadOnlyList<Entry>> End()
        {
            // The kernel ends every record with its flags: where others have them, the last was cut short.
            if (_mapping is not null && _usage.Flags is null && _flags.Length > 0)
                _bad.Add(_header, "the record ends too soon"u8);
            Close();
            return new(_entries, _full ? [.. _bad.Gaps, Gaps.ProcFileTooLarge.At(file, null, file)] : _bad.Gaps);
        }

        void Close()
        {
            if (_mapping is not null)
                _entries.Add(new Entry(_mapping, _usage));
            (_mapping, _usage) = (null, default);
        }
    }

    static bool IsHeader(ReadOnlySpan<byte> line)
    {
        AsciiLine rest = new(line);
        return rest.TakeHex(out _) && rest.Take((byte)'-') && rest.TakeHex(out _) && rest.Take((byte)' ');
    }

    static bool TryApply(ReadOnlySpan<byte> line, Bytes most, ref MappingUsage usage, ref string lastFlags)
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
            // THPeligible: and ProtectionKey: are bare numbers; a key of a later kernel may be words.
            return !IsKnown(key);
        // Nothing in a mapping is larger than it; so the sums over a garbled file stay below what a long holds.
        if (size > most)
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
