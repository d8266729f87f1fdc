using Fathom.Evidence;
using Fathom.Evidence.Peeking;
using Fathom.Evidence.Saved;
using Fathom.Sources.Memory;
using Fathom.Sources.Peeking;

namespace Fathom.Sources.Formats.Strings;

/// <summary>strings(1) of a dump: texts one a line, in a fixed amount of memory however many there are.</summary>
public static class StringsText
{
    /// <summary>What strings takes for a text without -n.</summary>
    const int MinLength = 4;

    /// <summary>Looked at for what they are; the kinds of the rest would take seconds and change nothing.</summary>
    const int Judged = 5000;

    /// <summary>Only the command tells: its output is any text.</summary>
    public static bool Begins(ReadOnlySpan<byte> line)
    {
        int prompt = line[..Math.Min(line.Length, 80)].IndexOfAny((byte)'$', (byte)'#');
        return prompt >= 0 && line[(prompt + 1)..].TrimStart((byte)' ').StartsWith("strings "u8);
    }

    public static Parsed<SavedStrings> Parse(ReadOnlySpan<byte> text, string place)
    {
        using MemoryStream stream = new(text.ToArray());
        return Read(stream, place);
    }

    public static Parsed<SavedStrings> Read(Stream stream, string place)
    {
        TextCount count = new(new StreamMemory(stream), MinLength, null);
        // Read until it ends; nobody knows the length of a pipe.
        count.Add(new AddressRange(default, new Address(1UL << 62)));
        IReadOnlyList<FoundText> texts = count.Top(Judged, raw: false);
        Gap[] gaps = count.Texts == 0 ? [Gaps.ToolTextIncomplete.At(place, null, "text", "strings")] : [];
        return new(new SavedStrings
        {
            Count = count.Texts,
            Size = new Bytes(count.TextBytes),
            Distinct = count.Table.Count,
            Forgotten = count.Table.Forgotten,
            Texts = texts,
            Kinds = KindsOf(texts),
        }, gaps);
    }

    static List<StringsOfKind> KindsOf(IReadOnlyList<FoundText> texts)
    {
        Dictionary<string, StringsOfKind> kinds = new(StringComparer.Ordinal);
        foreach (FoundText text in texts)
        {
            string kind = text.Kind ?? "";
            StringsOfKind before = kinds.GetValueOrDefault(kind);
            kinds[kind] = new StringsOfKind(kind, before.Count + text.Count, before.Size + text.Total);
        }
        List<StringsOfKind> sorted = [.. kinds.Values];
        sorted.Sort(static (a, b) => b.Size.CompareTo(a.Size));
        return sorted;
    }

    /// <summary>Memory whose bytes are asked for one after the other, as <see cref="TextCount"/> does.</summary>
    sealed class StreamMemory(Stream stream) : IMemory
    {
        public int Read(Address from, Span<byte> into) => stream.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);

        public int ReadEach(ReadOnlySpan<Address> from, int size, Span<byte> into, Span<bool> read) =>
            throw new NotSupportedException("a stream has no addresses to go to");
    }
}
