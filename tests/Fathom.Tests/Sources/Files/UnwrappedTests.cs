using System.Text;
using Fathom.Sources.Files;

namespace Fathom.Tests.Sources.Files;

public class UnwrappedTests
{
    const string Text = "2154:   java Demo\nAddress           Kbytes     RSS   Dirty Mode  Mapping\n0000000000400000       4       4       0 r-x-- java\n";

    [Fact]
    public void Line_ends_of_Windows_are_gone() => Is(Text, Bytes(Text.ReplaceLineEndings("\r\n")));

    [Fact]
    public void Marks_of_an_answered_mail_are_gone()
    {
        Is(Text, Bytes("> " + Text.TrimEnd('\n').Replace("\n", "\n> ", StringComparison.Ordinal) + "\n"));
        Is(Text, Bytes(">> " + Text.TrimEnd('\n').Replace("\n", "\n>> ", StringComparison.Ordinal) + "\n"));
    }

    [Fact]
    public void A_text_in_UTF_16_is_read_with_its_mark_and_without()
    {
        Is(Text, [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Text)]);
        Is(Text, [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Text)]);
        Is(Text, Encoding.Unicode.GetBytes(Text));
        Is(Text, [0xEF, 0xBB, 0xBF, .. Bytes(Text)]);
    }

    [Fact]
    public void Colours_and_fences_are_gone_and_lines_stay_where_they_are()
    {
        Is("\nred line\n\n", Bytes("```text\n\u001b[31mred\u001b[0m line\n```\n"));
        Is(Text, Bytes("\u001b[1m" + Text));
    }

    [Fact]
    public void One_line_with_an_arrow_is_no_mail() => Is("a\n> b\n", Bytes("a\n> b\n"));

    [Fact]
    public void A_plain_text_is_not_copied()
    {
        byte[] text = Bytes(Text);
        Assert.Same(text, Unwrapped.Of(text));
    }

    static void Is(string expected, byte[] wrapped) => Assert.Equal(expected, Encoding.UTF8.GetString(Unwrapped.Of(wrapped)));

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
