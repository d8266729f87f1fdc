using System.Globalization;
using System.Text;
using Fathom.Evidence;

namespace Fathom.Tests.Sources.Formats;

/// <summary>What every parser of a text has to bear, and what it must not take for its own.</summary>
public sealed class TextParsersTests
{
    const string Digits = "0123456789.,";

    public static TheoryData<string> Tools() => [.. TextParser.Tools.Select(parser => parser.Name)];

    [Theory]
    [MemberData(nameof(Tools))]
    public void A_text_cut_anywhere_or_damaged_is_read_somehow(string name)
    {
        TextParser parser = TextParser.Named(name);

        foreach (byte[] text in parser.Texts())
            Fuzz.Everywhere(text.Length > 1500 ? text[..1500] : text, bytes => parser.Parse(bytes), mutations: 200);
    }

    [Theory]
    [MemberData(nameof(Tools))]
    public void The_end_of_a_text_cut_anywhere_or_damaged_is_read_somehow(string name)
    {
        TextParser parser = TextParser.Named(name);

        foreach (byte[] text in parser.Texts().Where(text => text.Length > 1500))
            Fuzz.Everywhere(text[^1000..], bytes => parser.Parse(bytes), mutations: 100);
    }

    [Theory]
    [MemberData(nameof(Tools))]
    public void Figures_beyond_any_memory_are_refused_or_shown_never_wrapped(string name)
    {
        TextParser parser = TextParser.Named(name);

        foreach (byte[] text in parser.Texts())
        {
            foreach (string figure in (string[])["9223372036854775807", "9223372036854775808", "99999999999999999999999", "-1", "4611686018427387904", "1e308", "1099511627776"])
                parser.Parse(Encoding.UTF8.GetBytes(WithFigures(Encoding.UTF8.GetString(text), figure)));
        }
    }

    [Theory]
    [MemberData(nameof(Tools))]
    public void No_parser_minds_another_ones_text(string name)
    {
        TextParser parser = TextParser.Named(name);

        foreach (TextParser other in TextParser.All)
        {
            foreach (byte[] text in other.Texts().Take(5))
                parser.Parse(text);
        }
    }

    [Theory]
    [MemberData(nameof(Tools))]
    public void A_text_has_a_line_that_it_begins_with(string name)
    {
        TextParser parser = TextParser.Named(name);

        Assert.All(parser.Texts(), text =>
        {
            byte[][] lines = [.. LinesOf(text)];
            Assert.Contains(Enumerable.Range(0, lines.Length), at => parser.Begins!(lines[at]) || parser.Above?.Invoke(lines[at], at + 1 < lines.Length ? lines[at + 1] : []) == true);
        });
    }

    [Theory]
    [MemberData(nameof(Tools))]
    public void No_line_of_another_format_begins_it(string name)
    {
        TextParser parser = TextParser.Named(name);

        foreach (TextParser other in TextParser.All.Where(other => other.Name != name && !Holds(other.Name, name)))
        {
            foreach (byte[] line in other.Texts().SelectMany(LinesOf))
                Assert.False(parser.Begins!(line), $"{other.Name}: {Encoding.UTF8.GetString(line)}");
        }
    }

    [Theory]
    [MemberData(nameof(Tools))]
    public void Nothing_at_all_is_a_gap_and_lines_of_strangers_are_kept(string name)
    {
        TextParser parser = TextParser.Named(name);

        Assert.NotEmpty(parser.Parse([]).Gaps);
        (IReadOnlyList<Gap> gaps, var unread) = parser.Parse("~~ a stranger ~~\n~~ another ~~"u8);
        Assert.NotEmpty(gaps);
        Assert.Equal(["~~ a stranger ~~", "~~ another ~~"], unread.Select(line => line.Text));
    }

    /// <summary>bench/soak/texts asks for a million; here it is a fixed part of them, the same at every run.</summary>
    [Fact]
    public void Damaged_texts_are_read_by_every_parser()
    {
        int rounds = int.TryParse(Environment.GetEnvironmentVariable("FATHOM_SOAK_TEXTS"), CultureInfo.InvariantCulture, out int asked) ? asked : 4000;
        TextParser[] parsers = TextParser.All;
        byte[][][] texts = [.. parsers.Select(parser => parser.Texts().ToArray())];
        Random random = new(rounds == 4000 ? 7 : Environment.TickCount);

        for (int round = 0; round < rounds; round++)
        {
            int which = round % parsers.Length;
            if (texts[which].Length == 0)
                continue;
            byte[] damaged = Fuzz.Piece(texts[which][random.Next(texts[which].Length)], texts[random.Next(texts.Length)], random);
            try
            {
                parsers[which].Parse(damaged);
            }
            catch (Exception thrown)
            {
                string kept = Path.Combine(Path.GetTempPath(), $"fathom-{parsers[which].Name}-{round}.txt");
                File.WriteAllBytes(kept, damaged);
                throw new InvalidOperationException($"{parsers[which].Name} threw on {kept}", thrown);
            }
        }
    }

    /// <summary>Formats that have another one's text in them.</summary>
    static bool Holds(string outer, string inner) => (outer, inner) switch
    {
        ("VmInfo" or "crash", "meminfo") => true,
        _ => false,
    };

    static IEnumerable<byte[]> LinesOf(byte[] text) =>
        Encoding.UTF8.GetString(text).Split('\n').Select(line => Encoding.UTF8.GetBytes(line.TrimEnd('\r')));

    static string WithFigures(string text, string figure)
    {
        StringBuilder changed = new();
        bool inDigits = false;
        foreach (char c in text)
        {
            bool digit = char.IsAsciiDigit(c) || (inDigits && Digits.Contains(c, StringComparison.Ordinal));
            if (digit && !inDigits)
                changed.Append(figure);
            else if (!digit)
                changed.Append(c);
            inDigits = digit;
        }
        return changed.ToString();
    }
}
