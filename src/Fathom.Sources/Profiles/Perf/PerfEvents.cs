using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles.Perf;

/// <summary>The events of a recording: their attributes, their names, and whose a record is.</summary>
sealed class PerfEvents
{
    readonly List<PerfAttribute> _attributes = [];
    readonly List<string?> _names = [];
    readonly Dictionary<ulong, int> _ofId = [];
    readonly PerfFormats _formats = new();

    public int Count => _attributes.Count;

    public PerfAttribute this[int number] => _attributes[number];

    public bool HaveStackCopies => _attributes.Exists(attribute => attribute.Has.HasFlag(PerfSampleFields.StackCopy));

    public void Add(in PerfAttribute attribute, ReadOnlySpan<byte> ids)
    {
        if (_attributes.Count >= Limits.PerfAttributes)
            return;
        _attributes.Add(attribute);
        _names.Add(null);
        AddIds(_attributes.Count - 1, ids);
    }

    /// <summary>The event of a sample, or of a record that ends as samples of the first event do; -1 for one that nobody knows.</summary>
    public int OfRecord(ReadOnlySpan<byte> content, bool isSample)
    {
        if (_attributes.Count < 2)
            return _attributes.Count - 1;
        PerfAttribute first = _attributes[0];
        int at = isSample ? first.IdAt : first.HasTrailer && first.IdFromEnd > 0 ? content.Length - first.IdFromEnd : -1;
        if (at < 0 || at + 8 > content.Length)
            return isSample ? -1 : 0;
        ulong id = BinaryPrimitives.ReadUInt64LittleEndian(content[at..]);
        return id == 0 ? 0 : _ofId.TryGetValue(id, out int number) ? number : isSample ? -1 : 0;
    }

    public string NameOf(int number) => _names[number] ?? _formats.Of(_attributes[number])?.Name ?? _attributes[number].Name;

    public PerfFormat? FormatOf(int number) => _formats.Of(_attributes[number]);

    public void ReadFormats(ReadOnlySpan<byte> tracing) => _formats.Read(tracing);

    public void Rename(ulong id, ReadOnlySpan<byte> name)
    {
        if (_ofId.TryGetValue(id, out int number))
            _names[number] = ForeignText.Decode(name);
    }

    /// <summary>The descriptions stand in the order of the attributes, each with its name and the numbers it is known by.</summary>
    public void ReadNames(ReadOnlySpan<byte> section)
    {
        PerfWords words = new(section);
        uint count = words.Word();
        uint length = words.Word();
        for (uint i = 0; i < count && !words.IsShort; i++)
        {
            words.Take(length);
            uint ids = words.Word();
            ReadOnlySpan<byte> name = words.Padded();
            ReadOnlySpan<byte> numbers = words.Take(8UL * ids);
            int number = numbers.Length >= 8 && _ofId.TryGetValue(BinaryPrimitives.ReadUInt64LittleEndian(numbers), out int known) ? known : (int)Math.Min(i, int.MaxValue);
            if (number < _names.Count && !name.IsEmpty)
                _names[number] = ForeignText.Decode(name);
        }
    }

    void AddIds(int number, ReadOnlySpan<byte> ids)
    {
        foreach (ulong id in MemoryMarshal.Cast<byte, ulong>(ids))
        {
            if (_ofId.Count < Limits.ElfIndexedSymbols)
                _ofId[id] = number;
        }
    }
}
