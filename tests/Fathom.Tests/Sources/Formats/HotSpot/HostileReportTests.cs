using System.Text;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Tests.Sources.Formats.HotSpot;

/// <summary>Whatever was cut, mixed up or invented, a parser answers.</summary>
public sealed class HostileReportTests
{
    public static TheoryData<string, string> All() => SavedAnswers.All();

    [Theory]
    [MemberData(nameof(All))]
    public void A_report_cut_anywhere_is_read_up_to_the_cut(string jdk, string command)
    {
        byte[] text = SavedAnswers.Read(jdk, command);
        HotSpotFormat format = HotSpotText.Recognise(text);
        // Every byte of the small ones; of the large ones every byte of the beginning, then a few hundred places.
        int step = Math.Max(1, text.Length / 150);

        for (int length = 0; length < text.Length; length += length < 300 || text.Length < 3000 ? 1 : step)
            AnyReport.Parse(format, text.AsSpan(0, length));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_report_with_bytes_exchanged_is_read_somehow(string jdk, string command)
    {
        byte[] text = SavedAnswers.Read(jdk, command);
        HotSpotFormat format = HotSpotText.Recognise(text);
        Random random = new(text.Length);
        byte[] values = "\0\n\r \t()[]{}<>=:,.-+#\"'0123456789abcfxXKMG\u00ff|"u8.ToArray();

        for (int round = 0; round < 60; round++)
        {
            byte[] changed = (byte[])text.Clone();
            for (int i = 0; i < 1 + changed.Length / 200; i++)
                changed[random.Next(changed.Length)] = values[random.Next(values.Length)];
            AnyReport.Parse(format, changed);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void No_parser_minds_another_ones_text(string jdk, string command)
    {
        byte[] text = SavedAnswers.Read(jdk, command);

        foreach (HotSpotFormat format in AnyReport.Formats)
            AnyReport.Parse(format, text);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Figures_beyond_any_memory_are_refused_or_shown_never_wrapped(string jdk, string command)
    {
        string text = SavedAnswers.Text(jdk, command);
        HotSpotFormat format = HotSpotText.Recognise(Encoding.UTF8.GetBytes(text));

        foreach (string figure in (string[])["9223372036854775807", "9223372036854775808", "99999999999999999999999", "-1"])
        {
            StringBuilder changed = new();
            bool inDigits = false;
            foreach (char c in text)
            {
                bool digit = char.IsAsciiDigit(c);
                if (digit && !inDigits)
                    changed.Append(figure);
                else if (!digit)
                    changed.Append(c);
                inDigits = digit;
            }
            AnyReport.Parse(format, Encoding.UTF8.GetBytes(changed.ToString()));
        }
    }

    [Fact]
    public void Nothing_at_all_is_a_gap_in_every_format()
    {
        foreach (HotSpotFormat format in AnyReport.Formats.Where(format => format != HotSpotFormat.Unknown))
            Assert.NotEmpty(AnyReport.Parse(format, []).Gaps);
    }
}
