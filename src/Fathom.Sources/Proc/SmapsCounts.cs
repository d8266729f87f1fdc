using Fathom.Evidence;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Proc;

/// <summary>The counts below one mapping of smaps; one for all mappings, filled anew for each.</summary>
sealed class SmapsCounts
{
    enum Key
    {
        None,
        Rss,
        Pss,
        PrivateClean,
        PrivateDirty,
        Anonymous,
        LazyFree,
        AnonHugePages,
        Hugetlb,
        Swap,
        SwapPss,
        Locked,
        KernelPageSize,
    }

    readonly Bytes[] _sizes = new Bytes[(int)Key.KernelPageSize + 1];
    string? _flags;
    string _lastFlags = "";

    /// <summary>The mappings before it had flags, and it has none.</summary>
    public bool LacksFlags => _flags is null && _lastFlags.Length > 0;

    public MappingUsage Sum => new()
    {
        Rss = _sizes[(int)Key.Rss],
        Pss = _sizes[(int)Key.Pss],
        PrivateClean = _sizes[(int)Key.PrivateClean],
        PrivateDirty = _sizes[(int)Key.PrivateDirty],
        Anonymous = _sizes[(int)Key.Anonymous],
        LazyFree = _sizes[(int)Key.LazyFree],
        AnonHugePages = _sizes[(int)Key.AnonHugePages],
        Hugetlb = _sizes[(int)Key.Hugetlb],
        Swap = _sizes[(int)Key.Swap],
        SwapPss = _sizes[(int)Key.SwapPss],
        Locked = _sizes[(int)Key.Locked],
        KernelPageSize = _sizes[(int)Key.KernelPageSize],
        Flags = _flags!,
    };

    public void Clear()
    {
        Array.Clear(_sizes);
        _flags = null;
    }

    /// <summary>False for a line that is broken; one of a key that is not known is as good as read.</summary>
    public bool TryAdd(ReadOnlySpan<byte> line, Bytes most)
    {
        int colon = line.IndexOf((byte)':');
        if (colon <= 0)
            return line.IsEmpty;
        ReadOnlySpan<byte> name = line[..colon];
        ReadOnlySpan<byte> value = line[(colon + 1)..];
        if (name.SequenceEqual("VmFlags"u8))
        {
            AddFlags(value.Trim((byte)' '));
            return true;
        }
        // THPeligible: and ProtectionKey: are bare numbers; a key of a later kernel may be words.
        Key key = Of(name);
        if (key == Key.None)
            return true;
        // Nothing in a mapping is larger than it; so the sums over a garbled file stay below what a long holds.
        if (!KiB.TryParse(value, out Bytes size) || size > most)
            return false;
        // It is counted in two lines, shared and private.
        _sizes[(int)key] = key == Key.Hugetlb ? Total(_sizes[(int)key], size) : size;
        return true;
    }

    /// <summary>Most mappings have the flags of the one before.</summary>
    void AddFlags(ReadOnlySpan<byte> flags)
    {
        if (!System.Text.Ascii.Equals(flags, _lastFlags))
            _lastFlags = ForeignText.Decode(flags);
        _flags = _lastFlags;
    }

    static Key Of(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 => name.SequenceEqual("Rss"u8) ? Key.Rss : name.SequenceEqual("Pss"u8) ? Key.Pss : Key.None,
        4 => name.SequenceEqual("Swap"u8) ? Key.Swap : Key.None,
        6 => name.SequenceEqual("Locked"u8) ? Key.Locked : Key.None,
        7 => name.SequenceEqual("SwapPss"u8) ? Key.SwapPss : Key.None,
        8 => name.SequenceEqual("LazyFree"u8) ? Key.LazyFree : Key.None,
        9 => name.SequenceEqual("Anonymous"u8) ? Key.Anonymous : Key.None,
        13 => name.SequenceEqual("Private_Clean"u8) ? Key.PrivateClean
            : name.SequenceEqual("Private_Dirty"u8) ? Key.PrivateDirty
            : name.SequenceEqual("AnonHugePages"u8) ? Key.AnonHugePages : Key.None,
        14 => name.SequenceEqual("Shared_Hugetlb"u8) ? Key.Hugetlb
            : name.SequenceEqual("KernelPageSize"u8) ? Key.KernelPageSize : Key.None,
        15 => name.SequenceEqual("Private_Hugetlb"u8) ? Key.Hugetlb : Key.None,
        _ => Key.None,
    };

    // A garbled file may hold two sizes that no machine has; their sum must not throw.
    static Bytes Total(Bytes a, Bytes b) => a.Value > long.MaxValue - b.Value ? new Bytes(long.MaxValue) : a + b;
}
