using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.Container;
using Fathom.Sources.Cgroup;

namespace Fathom.Sources.Formats.Kernel;

/// <summary>
/// "Memory cgroup stats for /a:", which is memory.stat: since 4.20 or so a key a line, in bytes; before, all keys in that
/// line, in KB, and such a line for each cgroup below, whose sums are what memory.stat calls total.
/// </summary>
sealed class CgroupStatLines
{
    /// <summary>memory.stat has seventy.</summary>
    const int MostKeys = 400;

    readonly Dictionary<string, long> _values = new(StringComparer.Ordinal);
    bool _open;
    bool _first;

    public bool Begin(ReadOnlySpan<byte> text)
    {
        int colon = text.IndexOf((byte)':');
        _open = colon >= 0;
        if (!_open)
            return false;
        Words words = new();
        ReadOnlySpan<byte> fields = text[(colon + 1)..];
        words.Split(fields);
        for (int i = 0; i < words.Count; i++)
        {
            if (!Sum(fields[words[i]]))
                return false;
        }
        return true;
    }

    /// <summary>"total_rss 99868672".</summary>
    public bool TryAdd(ReadOnlySpan<byte> text)
    {
        AsciiLine line = new(text);
        ReadOnlySpan<byte> key = line.TakeWord();
        bool isPair = key.Length > 1 && key.IndexOfAnyExceptInRange((byte)'_', (byte)'z') < 0 && line.TakeBlanks()
            && line.TakeDecimal(out ulong value) && line.Rest.IsEmpty && value <= long.MaxValue && Keep(key, (long)value);
        _open &= isPair;
        return _open;
    }

    /// <summary>What was collected, and begins anew; null where there was nothing.</summary>
    public MemoryStat? Take()
    {
        if (_values.Count == 0)
            return null;
        int version = _first || _values.ContainsKey("total_rss") ? 1 : 2;
        StringBuilder text = new();
        foreach ((string key, long value) in _values)
            text.Append(key).Append(' ').Append(value).Append('\n');
        _values.Clear();
        (_open, _first) = (false, false);
        return MemoryStatText.Parse(Encoding.UTF8.GetBytes(text.ToString()), version);
    }

    bool Keep(ReadOnlySpan<byte> key, long value)
    {
        if (_open && _values.Count < MostKeys)
            _values[ForeignText.Decode(key)] = value;
        return _open;
    }

    /// <summary>"rss:10240KB".</summary>
    bool Sum(ReadOnlySpan<byte> field)
    {
        int colon = field.IndexOf((byte)':');
        AsciiLine amount = new(colon < 1 ? [] : field[(colon + 1)..]);
        if (!amount.TakeDecimal(out ulong kib) || !amount.Take("KB"u8) || kib > (ulong)Limits.ContainerAmount / 1024)
            return false;
        string key = "total_" + ForeignText.Decode(field[..colon]);
        _first = true;
        if (_values.Count < MostKeys || _values.ContainsKey(key))
            _values[key] = Math.Min(Limits.ContainerAmount, _values.GetValueOrDefault(key) + (long)kib * 1024);
        return true;
    }
}
