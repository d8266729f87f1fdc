using System.Buffers;
using System.Text;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// Which classes there are many of. A name is one Symbol in the whole JVM, so the same class in several loaders shows by
/// its address alone; only names that end in figures, as generated ones do, are read for what they have in common.
/// </summary>
sealed class ClassFamilies(Vm vm)
{
    const int Most = 10;
    const int Least = 20;
    const int MostNames = 200_000;
    const int MostPatterns = 20_000;

    static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    readonly Dictionary<ulong, Tally> _symbols = [];
    readonly Dictionary<string, Tally> _patterns = new(StringComparer.Ordinal);

    /// <param name="tail">The last letters of the name; 0 where it is shorter, or could not be read.</param>
    /// <param name="isSingle">It is the only class of its loader data, which is no loader.</param>
    public void Take(ulong symbol, ulong tail, Address? loader, bool isSingle)
    {
        if (symbol == 0)
            return;
        if (HasFigure(tail) && Klasses.Symbol(vm, new Address(symbol)) is { } name && Pattern(name) is var pattern && pattern != name)
            Count(_patterns, pattern, loader, isSingle, MostPatterns);
        else
            Count(_symbols, symbol, loader, isSingle, MostNames);
    }

    public long Copies => _symbols.Values.Sum(each => each.Classes - 1);

    /// <param name="loaders">All there are: where classes do not come loader by loader (JDK 8), more would be counted.</param>
    public IReadOnlyList<ClassFamily> Largest(long loaders)
    {
        IEnumerable<ClassFamily> same = _symbols.Where(each => each.Value.Classes >= Least).OrderByDescending(each => each.Value.Classes).Take(Most)
            .Select(each => Klasses.Symbol(vm, new Address(each.Key)) is { } name ? Family(name, each.Value, loaders) : null).OfType<ClassFamily>();
        IEnumerable<ClassFamily> alike = _patterns.Where(each => each.Value.Classes >= Least).OrderByDescending(each => each.Value.Classes).Take(Most)
            .Select(each => Family(each.Key, each.Value, loaders));
        return [.. same.Concat(alike).OrderByDescending(each => each.Classes).ThenBy(each => each.Name, StringComparer.Ordinal).Take(Most)];
    }

    static ClassFamily Family(string name, Tally tally, long loaders) =>
        new(name.EndsWith("/*", StringComparison.Ordinal) ? name[..^2].Replace('/', '.') + "/*" : name.Replace('/', '.'), tally.Classes, tally.KnowsLoaders ? Math.Min(tally.Loaders, loaders) : null) { Apart = tally.Single };

    /// <summary>Classes come loader by loader: another one than last time is a new one.</summary>
    static void Count<T>(Dictionary<T, Tally> tallies, T key, Address? loader, bool isSingle, int most)
        where T : notnull
    {
        if (!tallies.TryGetValue(key, out Tally tally))
        {
            if (tallies.Count >= most)
                return;
            tally = new Tally(0, 0, 0, null, true);
        }
        tallies[key] = isSingle
            ? tally with { Classes = tally.Classes + 1, Single = tally.Single + 1 }
            : new Tally(tally.Classes + 1, tally.Single, tally.Loaders + (tally.Last == loader ? 0 : 1), loader, tally.KnowsLoaders && loader is not null);
    }

    readonly record struct Tally(long Classes, long Single, long Loaders, Address? Last, bool KnowsLoaders);

    static bool HasFigure(ulong tail)
    {
        for (int i = 0; i < 8; i++, tail >>= 8)
        {
            if ((byte)(tail & 0xff) is >= (byte)'0' and <= (byte)'9')
                return true;
        }
        return false;
    }

    /// <summary>
    /// P$$Lambda$14+0x0000800000c03000 of the JVM, $Proxy7 of java.lang.reflect, and $$EnhancerBySpringCGLIB$$1b2c3d4e. The
    /// number of an inner class that javac gave (Order$1) stays: those are few and each is another.
    /// </summary>
    public static string Pattern(string name)
    {
        int address = name.IndexOf("+0x", StringComparison.Ordinal);
        if (address < 0)
            address = name.IndexOf("/0x", StringComparison.Ordinal);
        string plain = address > 0 ? name[..address] : name;
        int mark = plain.LastIndexOf("$$", StringComparison.Ordinal);
        if (mark > 0 && plain.Length - mark - 2 is >= 5 and <= 8 && plain.AsSpan(mark + 2).IndexOfAnyExcept(Hex) < 0)
            plain = plain[..(mark + 2)] + "*";
        StringBuilder pattern = new(plain.Length + 2);
        for (int i = 0; i < plain.Length; i++)
        {
            char c = plain[i];
            bool isInner = i > 0 && plain[i - 1] == '$' && !(i > 7 && plain.AsSpan(0, i).EndsWith("$$Lambda$", StringComparison.Ordinal));
            if (!char.IsAsciiDigit(c) || isInner)
            {
                int end = i + 1;
                while (isInner && end < plain.Length && char.IsAsciiDigit(plain[end]))
                    end++;
                pattern.Append(plain, i, end - i);
                i = end - 1;
            }
            else if (pattern.Length == 0 || pattern[^1] != '*')
                pattern.Append('*');
        }
        return address > 0 && (pattern.Length == 0 || pattern[^1] != '*') ? pattern.Append("/*").ToString() : pattern.ToString();
    }
}
