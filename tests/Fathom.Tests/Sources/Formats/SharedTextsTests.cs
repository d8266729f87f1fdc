using System.Text;
using Fathom.Sources.Formats;

namespace Fathom.Tests.Sources.Formats;

public sealed class SharedTextsTests
{
    /// <summary>More texts than it has places for, so that they displace one another: each comes out as it went in.</summary>
    [Fact]
    public void What_comes_out_is_what_went_in() => Law.Holds(random =>
    {
        SharedTexts texts = new();
        for (int i = 0; i < 20_000; i++)
        {
            string text = "at com.example.Worker.run(Worker.java:" + random.Next(9_000) + new string('x', random.Next(9)) + ")";
            Assert.Equal(text, texts.Decode(Encoding.UTF8.GetBytes(text)));
        }
    }, times: 3);

    [Fact]
    public void Texts_alike_are_one_string()
    {
        SharedTexts texts = new();

        Assert.Same(texts.Decode("\tat java.lang.Thread.run(Thread.java:840)"u8), texts.Decode("\tat java.lang.Thread.run(Thread.java:840)"u8));
    }

    /// <summary>Texts of one length, each a byte away from the others, at each of its places.</summary>
    [Fact]
    public void One_byte_makes_another_text()
    {
        SharedTexts texts = new();
        for (int length = 1; length < 40; length++)
        {
            for (int at = 0; at < length; at++)
            {
                string text = new string('a', at) + 'b' + new string('a', length - at - 1);
                Assert.Equal(text, texts.Decode(Encoding.UTF8.GetBytes(text)));
            }
        }
    }

    /// <summary>A byte above 127 is no character by itself: what looks alike as Latin-1 must not be taken for the same.</summary>
    [Fact]
    public void Bytes_that_are_no_ASCII_are_decoded_every_time()
    {
        SharedTexts texts = new();
        byte[][] alike = ["é"u8.ToArray(), [0xE9], "\u00C3\u00A9"u8.ToArray(), "Ã©"u8.ToArray(), [0xC3, 0xA9, 0xFF]];
        for (int round = 0; round < 2; round++)
        {
            foreach (byte[] text in alike)
                Assert.Equal(ForeignText.Decode(text), texts.Decode(text));
        }
    }

    [Fact]
    public void A_text_of_nothing_and_one_longer_than_any_line_are_read()
    {
        SharedTexts texts = new();
        byte[] endless = Encoding.ASCII.GetBytes(new string('e', 100_000));

        Assert.Equal("", texts.Decode([]));
        Assert.Equal(100_000, texts.Decode(endless).Length);
        Assert.NotSame(texts.Decode(endless), texts.Decode(endless));
    }
}
