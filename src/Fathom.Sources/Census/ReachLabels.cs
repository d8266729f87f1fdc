using Fathom.Evidence.Census;

namespace Fathom.Sources.Census;

/// <summary>From where a chunk was reached, as one byte: what is told apart, and of chunks the strongest.</summary>
sealed class ReachLabels
{
    public const byte NotReached = 0;

    // Fixed ones, above those that are given out.
    public const byte Lost = 255, Unread = 254, Changed = 253, Registers = 252;
    public const byte JavaKept = 250, JavaGarbage = 249, JavaUnknown = 248;
    public const byte Odd = 247, Mangled = 246, Keyed = 245, Offsets = 244;

    /// <summary>Memory without an owner, and whoever no label was left for.</summary>
    public const byte Other = 240;

    readonly List<string?> _names = [null];
    readonly Dictionary<string, byte> _numbers = [];

    /// <summary>A label by which things of this name are known.</summary>
    public byte Of(string name)
    {
        if (_numbers.TryGetValue(name, out byte known))
            return known;
        if (_names.Count == Other)
            return Other;
        _names.Add(name);
        return _numbers[name] = (byte)(_names.Count - 1);
    }

    public (ReachKind Kind, string? From, ReachDoubt Doubt) this[byte label] => label switch
    {
        NotReached or Unread => (ReachKind.Unknown, null, ReachDoubt.Unread),
        Lost => (ReachKind.Lost, null, ReachDoubt.None),
        Changed => (ReachKind.Unknown, null, ReachDoubt.Changed),
        Registers => (ReachKind.Unknown, null, ReachDoubt.Registers),
        JavaKept => (ReachKind.Java, null, ReachDoubt.None),
        JavaGarbage => (ReachKind.Garbage, null, ReachDoubt.None),
        JavaUnknown => (ReachKind.Unknown, null, ReachDoubt.JavaWords),
        Odd => (ReachKind.Unknown, null, ReachDoubt.Odd),
        Mangled => (ReachKind.Unknown, null, ReachDoubt.Mangled),
        Keyed => (ReachKind.Unknown, null, ReachDoubt.Keyed),
        Offsets => (ReachKind.Unknown, null, ReachDoubt.Offsets),
        _ => (ReachKind.Native, label < _names.Count ? _names[label] : null, ReachDoubt.None),
    };
}
