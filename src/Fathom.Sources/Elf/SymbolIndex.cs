using Fathom.Evidence;

namespace Fathom.Sources.Elf;

/// <summary>
/// The symbols of one image by address, 32 bytes each, names left in the file. A symbol owns the bytes its size says
/// and no more: what follows it may be a stripped neighbour.
/// </summary>
public sealed class SymbolIndex
{
    readonly record struct Entry(ulong Start, ulong Size, uint Name, byte Preference) : IComparable<Entry>, IStartsAt
    {
        public ulong End => Size > ulong.MaxValue - Start ? ulong.MaxValue : Start + Size;

        /// <summary>Of those that begin at one address the last is the best: wide before narrow, local before global.</summary>
        public int CompareTo(Entry other)
        {
            int order = Start.CompareTo(other.Start);
            if (order == 0 && (Size == 0) != (other.Size == 0))
                order = Size == 0 ? -1 : 1;
            if (order == 0)
                order = other.Size.CompareTo(Size);
            if (order == 0)
                order = Preference.CompareTo(other.Preference);
            return order == 0 ? other.Name.CompareTo(Name) : order;
        }
    }

    readonly SymbolTable _table;
    readonly Entry[] _entries;
    readonly ulong[] _reach;

    SymbolIndex(SymbolTable table, Entry[] entries)
    {
        _table = table;
        _entries = entries;
        Array.Sort(_entries);
        _reach = new ulong[entries.Length];
        ulong reach = 0;
        for (int i = 0; i < entries.Length; i++)
            _reach[i] = reach = Math.Max(reach, Math.Max(entries[i].End, entries[i].Start));
    }

    public int Count => _entries.Length;

    /// <summary>The innermost symbol that covers one of the file's own addresses, and how far into it.</summary>
    public bool TryFind(ulong address, out string name, out ulong offset)
    {
        int at = StartOrder.LastAtOrBefore<Entry>(_entries, address);
        for (int steps = 0; at >= 0 && steps < Limits.ElfHashSteps; at--, steps++)
        {
            Entry entry = _entries[at];
            if (address < entry.End || (entry.Size == 0 && entry.Start == address))
            {
                name = _table.NameAt(entry.Name);
                offset = address - entry.Start;
                return name.Length > 0;
            }
            if (_reach[at] < address)
                break;
        }
        (name, offset) = ("", 0);
        return false;
    }

    public static Result<SymbolIndex> Of(SymbolTable table, string place)
    {
        int count = 0;
        using (SymbolCursor symbols = table.Scan())
        {
            while (symbols.MoveNext())
                count += symbols.Current.HasAddress ? 1 : 0;
        }
        if (count > Limits.ElfIndexedSymbols)
            return Gaps.ElfTooLarge.At(place, null, "symbols with an address");
        var entries = new Entry[count];
        int at = 0;
        using (SymbolCursor symbols = table.Scan())
        {
            while (at < count && symbols.MoveNext())
            {
                ElfSymbol s = symbols.Current;
                if (s.HasAddress)
                    entries[at++] = new Entry(s.Value, s.Size, s.Name, PreferenceOf(s));
            }
        }
        // A copy only where the file changed between the two scans: of a JVM's symbols one takes a MiB.
        return new SymbolIndex(table, at == count ? entries : entries[..at]);
    }

    static byte PreferenceOf(ElfSymbol symbol) => (byte)(
        (symbol.Kind == SymbolKind.None ? 0 : 4)
        + symbol.Binding switch { SymbolBinding.Local => 0, SymbolBinding.Weak => 1, _ => 2 });
}
