using System.Text;

namespace Fathom.Accounting.Names;

/// <summary>Letters beyond ASCII, put between those of a name (RFC 3492, with the parameters of its section 5).</summary>
static class Punycode
{
    const int Base = 36;
    const int LowestThreshold = 1;
    const int HighestThreshold = 26;
    const int FirstLetter = 0x80;
    const int MostLetters = 1024;

    /// <summary>Null for what is none.</summary>
    public static string? Decoded(ReadOnlySpan<char> plain, ReadOnlySpan<char> deltas)
    {
        List<Rune> letters = [];
        foreach (char letter in plain)
            letters.Add(new Rune(letter));
        (int letterCode, int place, int bias) = (FirstLetter, 0, 72);
        for (int at = 0; at < deltas.Length;)
        {
            bool isFirst = at == 0;
            if (letters.Count > MostLetters || Delta(deltas, ref at, bias) is not { } delta)
                return null;
            int count = letters.Count + 1;
            bias = Adapted(delta, count, isFirst);
            long walked = (long)place + delta;
            long code = letterCode + (walked / count);
            if (code > 0x10FFFF || !Rune.IsValid((int)code))
                return null;
            (letterCode, place) = ((int)code, (int)(walked % count));
            letters.Insert(place++, new Rune(letterCode));
        }
        StringBuilder text = new();
        foreach (Rune letter in letters)
            text.Append(letter.ToString());
        return text.ToString();
    }

    static int? Delta(ReadOnlySpan<char> deltas, ref int at, int bias)
    {
        (long delta, long weight) = (0, 1);
        for (int step = Base; ; step += Base)
        {
            if (at >= deltas.Length || Digit(deltas[at++]) is not { } digit)
                return null;
            delta += digit * weight;
            int threshold = Math.Clamp(step - bias, LowestThreshold, HighestThreshold);
            if (delta > int.MaxValue)
                return null;
            if (digit < threshold)
                return (int)delta;
            weight *= Base - threshold;
            if (weight > int.MaxValue)
                return null;
        }
    }

    static int? Digit(char letter) => letter switch
    {
        >= 'a' and <= 'z' => letter - 'a',
        >= '0' and <= '9' => letter - '0' + 26,
        _ => null,
    };

    static int Adapted(int delta, int count, bool isFirst)
    {
        delta /= isFirst ? 700 : 2;
        delta += delta / count;
        int steps = 0;
        for (; delta > (Base - LowestThreshold) * HighestThreshold / 2; steps += Base)
            delta /= Base - LowestThreshold;
        return steps + ((Base - LowestThreshold + 1) * delta / (delta + 38));
    }
}
