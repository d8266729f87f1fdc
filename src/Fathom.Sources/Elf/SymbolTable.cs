using System.Buffers.Binary;
using Fathom.Evidence;

namespace Fathom.Sources.Elf;

/// <summary>The symbols of one image: .dynsym (what it exports) or .symtab (all, unless stripped).</summary>
public sealed class SymbolTable
{
    const int MostCandidates = 64;
    const ushort HiddenVersion = 0x8000;

    readonly ElfPart _symbols;
    readonly StringTable _names;
    readonly ElfPart _versions;
    readonly GnuHash? _hash;
    readonly string _place;

    internal SymbolTable(ElfPart symbols, ElfPart names, string place, ElfPart versions = default, GnuHash? hash = null)
    {
        _symbols = symbols;
        _names = new StringTable(names);
        _place = place;
        _versions = versions;
        _hash = hash;
    }

    public long Count => (long)(_symbols.Length / ElfSymbol.EntrySize);

    public SymbolCursor Scan() => new(_symbols);

    public string NameOf(ElfSymbol symbol) => NameAt(symbol.Name);

    internal string NameAt(uint name) => _names.At(name);

    public Result<ElfSymbol> Find(string name) => FindEach([name])[0];

    /// <summary>
    /// One answer for each name. A global definition hides local ones, and the default version the old ones; where
    /// two equals remain, which one is meant cannot be told.
    /// </summary>
    /// <param name="every">Takes all that have one of the names, by its number: statics of several files may share one.</param>
    public IReadOnlyList<Result<ElfSymbol>> FindEach(
        IReadOnlyList<string> names, ICollection<(int Name, ElfSymbol Symbol)>? every = null)
    {
        byte[][] wanted = [.. names.Select(StringTable.Terminated)];
        var choices = new SymbolChoice[names.Count];
        Gap? gap = every is null && FindHashed(wanted, choices) ? null : Search(wanted, choices, every);
        var answers = new Result<ElfSymbol>[names.Count];
        for (int i = 0; i < answers.Length; i++)
        {
            if (choices[i].Best is { } symbol)
                answers[i] = choices[i].IsAmbiguous ? Gaps.ElfSymbolAmbiguous.At(_place, null, names[i]) : symbol;
            else
                answers[i] = gap ?? Gaps.ElfSymbolAbsent.At(_place, null, names[i]);
        }
        return answers;
    }

    bool FindHashed(byte[][] wanted, SymbolChoice[] choices)
    {
        if (_hash is not { } hash)
            return false;
        Span<uint> candidates = stackalloc uint[MostCandidates];
        Span<byte> entry = stackalloc byte[ElfSymbol.EntrySize];
        for (int i = 0; i < wanted.Length; i++)
        {
            if (!hash.TryFind(wanted[i].AsSpan()[..^1], candidates, out int found))
                return false;
            foreach (uint index in candidates[..found])
            {
                if (!_symbols.ReadWhole((ulong)index * ElfSymbol.EntrySize, entry))
                    return false;
                ElfSymbol symbol = ElfSymbol.Parse(entry);
                if (_names.Matches(symbol.Name, wanted[i]))
                    choices[i].Offer(symbol, IsDefaultVersion(index));
            }
        }
        return true;
    }

    Gap? Search(byte[][] wanted, SymbolChoice[] choices, ICollection<(int, ElfSymbol)>? every)
    {
        Array.Clear(choices);
        if (NameSearch.Find(_names.Part, wanted) is not { } matches)
            return Gaps.ElfTooLarge.At(_place, null, "names of one ending");
        using SymbolCursor symbols = Scan();
        while (matches.Count > 0 && symbols.MoveNext())
        {
            int at = matches.BinarySearch(new NameSearch.Match(symbols.Current.Name, 0));
            // Who asks for a name twice gets two answers.
            while (at > 0 && matches[at - 1].Offset == symbols.Current.Name)
                at--;
            for (; at >= 0 && at < matches.Count && matches[at].Offset == symbols.Current.Name; at++)
            {
                choices[matches[at].Name].Offer(symbols.Current, IsDefaultVersion(symbols.Index));
                if (every?.Count < Limits.ElfNameMatches)
                    every.Add((matches[at].Name, symbols.Current));
            }
        }
        return symbols.IsCut ? Gaps.ElfUnreadable.At(_place, null, "symbol table") : null;
    }

    /// <summary>.gnu.version marks memcpy@GLIBC_2.2.5 as hidden and leaves memcpy@@GLIBC_2.14 visible.</summary>
    bool IsDefaultVersion(uint index)
    {
        Span<byte> version = stackalloc byte[2];
        return !_versions.ReadWhole((ulong)index * 2, version)
            || (BinaryPrimitives.ReadUInt16LittleEndian(version) & HiddenVersion) == 0;
    }
}
