using System.Globalization;
using System.Text;
using Fathom.Sources.Formats;

namespace Fathom.Tests.Sources.Formats;

public sealed class HexDigitsTests
{
    /// <summary>Sixteen letters are read at once where there are so many, else one by one: both ways say what the class library says.</summary>
    [Fact]
    public void A_number_of_any_length_with_anything_behind_it_is_read() => Law.Holds(random =>
    {
        string digits = string.Concat(Enumerable.Range(0, random.Next(1, 17)).Select(_ => "0123456789abcdefABCDEF"[random.Next(22)]));
        string behind = random.Next(4) == 0 ? "" : "/:@GZ`g {-\0\u007f"[random.Next(12)] + new string('5', random.Next(30));

        Assert.Equal(digits.Length, HexDigits.Leading(Encoding.ASCII.GetBytes(digits + behind), out ulong value));
        Assert.Equal(ulong.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), value);
    }, times: 2000);

    [Fact]
    public void Every_byte_is_a_digit_or_is_none_wherever_it_stands()
    {
        for (int letter = 0; letter < 256; letter++)
        {
            for (int at = 0; at < 16; at++)
            {
                byte[] text = Encoding.ASCII.GetBytes("0000000000000000-");
                text[at] = (byte)letter;
                bool isDigit = char.IsAsciiHexDigit((char)letter);

                Assert.Equal(isDigit ? 16 : at, HexDigits.Leading(text, out ulong value));
                Assert.Equal(isDigit ? Convert.ToUInt64(((char)letter).ToString(), 16) << (4 * (15 - at)) : 0, value);
                Assert.Equal(isDigit ? at + 1 : at, HexDigits.Leading(text.AsSpan(0, at + 1), out _));
            }
        }
    }

    [Theory]
    [InlineData("", false, 0)]
    [InlineData("-", false, 0)]
    [InlineData("x0000000000000000", false, 0)]
    [InlineData("ffffffffffffffff", true, ulong.MaxValue)]
    [InlineData("ffffffffffffffff ", true, ulong.MaxValue)]
    [InlineData("0ffffffffffffffff", false, 0)]
    [InlineData("00000000000000000000", false, 0)]
    [InlineData("7f54a0000000-7f54a0021000 rw-p", true, 0x7f54a0000000)]
    public void No_more_digits_than_64_bits_have(string text, bool isNumber, ulong expected)
    {
        AsciiLine line = new(Encoding.ASCII.GetBytes(text));

        Assert.Equal(isNumber, line.TakeHex(out ulong value));
        if (isNumber)
            Assert.Equal(expected, value);
        else
            Assert.Equal(text.Length, line.Rest.Length);
    }
}
