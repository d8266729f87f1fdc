using Fathom.Evidence;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles;

/// <summary>Names of generated code: "START SIZE name" a line, as agents of perf write them to /tmp/perf-PID.map (linux, tools/perf/Documentation/jit-interface.txt).</summary>
sealed class PerfMap
{
    readonly List<(ulong Start, ulong Size, int Name)> _entries;
    readonly TextPool _names;

    PerfMap(List<(ulong Start, ulong Size, int Name)> entries, TextPool names) => (_entries, _names) = (entries, names);

    public static PerfMap Read(Stream stream)
    {
        List<(ulong Start, ulong Size, int Name)> entries = [];
        TextPool names = new();
        StreamLines lines = new(stream);
        while (lines.MoveNext() && entries.Count < Limits.ElfIndexedSymbols)
        {
            AsciiLine rest = new(lines.Current);
            rest.Take("0x"u8);
            if (rest.TakeHex(out ulong start) && rest.TakeBlanks() && TakeSize(ref rest, out ulong size) && rest.TakeBlanks() && !rest.Rest.IsEmpty)
                entries.Add((start, size, names.Add(rest.Rest)));
        }
        // Of code that was put over older code the later line is the true one: the sort is stable by the position.
        int[] order = new int[entries.Count];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(order, (one, other) => entries[one].Start.CompareTo(entries[other].Start) is not 0 and var by ? by : one.CompareTo(other));
        return new PerfMap([.. order.Select(at => entries[at])], names);
    }

    static bool TakeSize(ref AsciiLine line, out ulong size)
    {
        line.Take("0x"u8);
        return line.TakeHex(out size);
    }

    /// <summary>Null where no generated code covers the address.</summary>
    public string? NameAt(ulong address)
    {
        int low = 0;
        int high = _entries.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_entries[middle].Start <= address)
                low = middle + 1;
            else
                high = middle;
        }
        if (low == 0)
            return null;
        (ulong start, ulong size, int name) = _entries[low - 1];
        return address - start < size ? ForeignText.Decode(_names[name]) : null;
    }
}
