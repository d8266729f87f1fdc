using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Sources.Proc;

/// <summary>The heap's maximum as the user gave it; the last option wins, as in the JVM.</summary>
static class HeapOption
{
    static readonly string[] Prefixes = ["-Xmx", "-XX:MaxHeapSize=", "-mx"];

    public static Bytes? Find(ReadOnlySpan<string> arguments)
    {
        Bytes? found = null;
        foreach (string argument in arguments)
        {
            foreach (string prefix in Prefixes)
            {
                if (argument.StartsWith(prefix, StringComparison.Ordinal) && TryParse(argument[prefix.Length..], out Bytes size))
                    found = size;
            }
        }
        return found;
    }

    /// <summary>Digits and at most one of k, m, g, t: powers of 1,024 (HotSpot arguments.cpp, parse_memory_size).</summary>
    internal static bool TryParse(string text, out Bytes size)
    {
        size = default;
        if (text.Length == 0)
            return false;
        int shift = char.ToUpperInvariant(text[^1]) switch { 'K' => 10, 'M' => 20, 'G' => 30, 'T' => 40, _ => 0 };
        string digits = shift == 0 ? text : text[..^1];
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            || value > long.MaxValue >> shift)
            return false;
        size = new Bytes(value << shift);
        return true;
    }
}
