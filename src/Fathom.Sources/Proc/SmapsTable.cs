using System.Collections;
using Fathom.Evidence;

namespace Fathom.Sources.Proc;

/// <summary>The records of smaps. There may be a million, so that mappings and counts are kept as they are handed on.</summary>
public sealed class SmapsTable(int expected) : IReadOnlyList<SmapsText.Entry>
{
    readonly List<Mapping> _mappings = new(expected);
    readonly List<MappingUsage> _usage = new(expected);

    public IReadOnlyList<Mapping> Mappings => _mappings;

    public IReadOnlyList<MappingUsage> Usage => _usage;

    public int Count => _mappings.Count;

    public SmapsText.Entry this[int index] => new(_mappings[index], _usage[index]);

    internal void Add(Mapping mapping, MappingUsage usage)
    {
        _mappings.Add(mapping);
        _usage.Add(usage);
    }

    public IEnumerator<SmapsText.Entry> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
