using System.Text;
using Fathom.Evidence.Census;
using Fathom.Sources.Census;

namespace Fathom.Tests.Sources.Census;

public class ContentSniffTests
{
    [Theory]
    [InlineData("""{"name": "value", "n": 1}""", ContentKind.Json)]
    [InlineData("""[ {"a":1}, {"b":2} ]""", ContentKind.Json)]
    [InlineData("""<?xml version="1.0"?><a/>""", ContentKind.Xml)]
    [InlineData("<html><body>text</body></html>", ContentKind.Xml)]
    [InlineData("-----BEGIN CERTIFICATE-----", ContentKind.Pem)]
    [InlineData("com.example.Orders/handle and more", ContentKind.Text)]
    [InlineData("short\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", ContentKind.Unknown)]
    public void Tells_text(string text, ContentKind expected) => Assert.Equal(expected, Of(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Tells_formats_by_their_marks()
    {
        Assert.Equal(ContentKind.ClassFile, Of(0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 61, 0, 12));
        Assert.Equal(ContentKind.Zip, Of((byte)'P', (byte)'K', 3, 4, 20, 0));
        Assert.Equal(ContentKind.Zip, Of((byte)'P', (byte)'K', 1, 2, 20, 0));
        Assert.Equal(ContentKind.Der, Of(0x30, 0x82, 0x03, 0xE0, 0x30, 0x82));
        Assert.Equal(ContentKind.Unknown, Of(0x30, 0x82, 0xFF, 0xE0, 0x30, 0x82));
        Assert.Equal(ContentKind.Utf16, Of(Encoding.Unicode.GetBytes("a key of a map")));
        Assert.Equal(ContentKind.Zero, Of(0));
    }

    [Fact]
    public void Tells_random_bytes_from_numbers_and_code()
    {
        Random random = new(7);
        for (int i = 0; i < 100; i++)
        {
            byte[] bytes = new byte[512];
            random.NextBytes(bytes);
            Assert.Equal(ContentKind.Random, ContentSniff.Of(bytes, 1024));
            ulong[] numbers = new ulong[64];
            for (int n = 0; n < numbers.Length; n++)
                numbers[n] = (ulong)random.Next();
            Assert.Equal(ContentKind.Unknown, ContentSniff.Of(System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers.AsSpan()), 1024));
        }
    }

    [Fact]
    public void Takes_bytes_of_any_length()
    {
        Random random = new(11);
        byte[] bytes = new byte[600];
        for (int i = 0; i < 5000; i++)
        {
            random.NextBytes(bytes);
            bytes.AsSpan(random.Next(bytes.Length)).Clear();
            if (random.Next(2) == 0)
                bytes[0] = (byte)"P{<-0\xCA"[random.Next(6)];
            ContentSniff.Of(bytes.AsSpan(0, random.Next(bytes.Length)), (ulong)random.Next());
        }
    }

    static ContentKind Of(params byte[] start)
    {
        byte[] bytes = new byte[start.Length > 64 ? start.Length : 1000];
        start.CopyTo(bytes, 0);
        return ContentSniff.Of(start[0] is (byte)'-' ? start : bytes.AsSpan(0, 512), 1000);
    }
}
