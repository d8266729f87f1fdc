using System.Buffers.Text;

namespace Fathom.Sources.Formats.Monitors;

/// <summary>One sample of the Prometheus text format: name{label="value",…} value [timestamp].</summary>
readonly ref struct MetricLine
{
    const int MostLabels = 64;

    readonly ReadOnlySpan<byte> _labels;

    MetricLine(ReadOnlySpan<byte> name, ReadOnlySpan<byte> labels, double value)
    {
        Name = name;
        _labels = labels;
        Value = value;
    }

    public ReadOnlySpan<byte> Name { get; }

    public double Value { get; }

    public bool HasLabels => !_labels.IsEmpty;

    public static bool TryParse(ReadOnlySpan<byte> line, out MetricLine sample)
    {
        sample = default;
        int end = NameLength(line);
        if (end == 0)
            return false;
        ReadOnlySpan<byte> name = line[..end];
        ReadOnlySpan<byte> rest = line[end..];
        ReadOnlySpan<byte> labels = [];
        if (rest.Length > 0 && rest[0] == (byte)'{')
        {
            int close = EndOfLabels(rest);
            if (close < 0)
                return false;
            labels = rest[1..close];
            rest = rest[(close + 1)..];
        }
        AsciiLine value = new(rest);
        if (!value.TakeBlanks() && labels.IsEmpty)
            return false;
        return TryNumber(value.TakeWord(), out double number) && Made(name, labels, number, out sample);
    }

    static bool Made(ReadOnlySpan<byte> name, ReadOnlySpan<byte> labels, double value, out MetricLine sample)
    {
        sample = new MetricLine(name, labels, value);
        return true;
    }

    static bool TryNumber(ReadOnlySpan<byte> word, out double value)
    {
        value = double.NaN;
        if (word.SequenceEqual("NaN"u8) || word.SequenceEqual("+Inf"u8) || word.SequenceEqual("-Inf"u8))
            return true;
        return Utf8Parser.TryParse(word, out value, out int used) && used == word.Length;
    }

    public static int NameLength(ReadOnlySpan<byte> line)
    {
        int length = 0;
        while (length < line.Length && (char.IsAsciiLetterOrDigit((char)line[length]) || line[length] is (byte)'_' or (byte)':'))
            length++;
        return length > 0 && char.IsAsciiDigit((char)line[0]) ? 0 : length;
    }

    /// <summary>The value of the first of these labels that there is; its escapes stay.</summary>
    public string? Label(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            ReadOnlySpan<byte> rest = _labels;
            for (int i = 0; i < MostLabels && TryTake(ref rest, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value); i++)
            {
                if (System.Text.Ascii.Equals(key, name) && !value.IsEmpty)
                    return ForeignText.Decode(value);
            }
        }
        return null;
    }

    static bool TryTake(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        int equals = rest.IndexOf("=\""u8);
        key = [];
        value = [];
        if (equals < 1)
            return false;
        int end = EndOfText(rest, equals + 2);
        if (end < 0)
            return false;
        key = rest[..equals].Trim(" ,"u8);
        value = rest[(equals + 2)..end];
        rest = rest[(end + 1)..];
        return true;
    }

    static int EndOfLabels(ReadOnlySpan<byte> text)
    {
        for (int at = 1; at >= 0 && at < text.Length; at++)
        {
            if (text[at] == (byte)'}')
                return at;
            if (text[at] == (byte)'"')
                at = EndOfText(text, at + 1);
            if (at < 0)
                return -1;
        }
        return -1;
    }

    static int EndOfText(ReadOnlySpan<byte> text, int from)
    {
        for (int at = from; at < text.Length; at++)
        {
            if (text[at] == (byte)'\\')
                at++;
            else if (text[at] == (byte)'"')
                return at;
        }
        return -1;
    }
}
