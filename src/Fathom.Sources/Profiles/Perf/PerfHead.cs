namespace Fathom.Sources.Profiles.Perf;

readonly record struct PerfSection(ulong Offset, ulong Length);

/// <summary>The beginning of a recording, which says where its parts lie (linux, tools/perf/Documentation/perf.data-file-format.txt).</summary>
readonly record struct PerfHead(ulong AttributeLength, PerfSection Attributes, PerfSection Data, UInt128 Features)
{
    public const int Length = 104;

    /// <summary>Of what was written into a pipe, where all that follows is records.</summary>
    public const int StreamLength = 16;

    const int FeatureBits = 128;

    static ReadOnlySpan<byte> Magic => "PERFILE2"u8;

    static ReadOnlySpan<byte> OtherMagic => "2ELIFREP"u8;

    public static bool Begins(ReadOnlySpan<byte> head) => head.StartsWith(Magic) || head.StartsWith(OtherMagic);

    public static bool IsStream(ReadOnlySpan<byte> head) =>
        head.StartsWith(Magic) && new PerfWords(head[Magic.Length..]).Long() == StreamLength;

    /// <summary>Why it cannot be read; null where it can.</summary>
    public static string? TryParse(ReadOnlySpan<byte> bytes, out PerfHead head)
    {
        head = default;
        if (!bytes.StartsWith(Magic))
            return "it is of a machine that writes its numbers the other way round";
        PerfWords words = new(bytes[Magic.Length..]);
        ulong length = words.Long();
        ulong attribute = words.Long();
        PerfSection attributes = Section(ref words), data = Section(ref words);
        Section(ref words);
        ulong low = words.Long(), high = words.Long();
        head = new PerfHead(attribute, attributes, data, new UInt128(high, low));
        return words.IsShort || length < Length ? "its head is cut" : null;
    }

    static PerfSection Section(ref PerfWords words) => new(words.Long(), words.Long());

    /// <summary>Their sections stand behind the data in the order of their numbers, one for each that there is.</summary>
    public IEnumerable<(int Feature, int Number)> FeaturesInOrder()
    {
        int number = 0;
        for (int i = 0; i < FeatureBits; i++)
        {
            if ((Features >> i & 1) != 0)
                yield return (i, number++);
        }
    }
}
