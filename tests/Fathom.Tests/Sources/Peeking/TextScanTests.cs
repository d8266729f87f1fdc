using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.Peeking;
using Fathom.Sources.Peeking;

namespace Fathom.Tests.Sources.Peeking;

public class TextScanTests
{
    const int Least = 10;

    [Fact]
    public void What_is_printable_is_what_strings_prints() => Law.Holds(random =>
    {
        byte[] bytes = Mixed(random, ascii: true);

        Assert.Equal(Plainly(bytes, Least), Told(bytes, Least).Where(each => each.Encoding == TextEncoding.Ascii).Select(each => each.Text));
    });

    [Fact]
    public void Windows_cut_nothing() => Law.Holds(random =>
    {
        byte[] bytes = Mixed(random, ascii: false);
        int window = 2 * random.Next(8, 200);

        Assert.Equal(Told(bytes, Least), InWindows(bytes, window, Least));
    });

    [Fact]
    public void Short_texts_are_found_where_they_are_asked_for() => Law.Holds(random =>
    {
        byte[] bytes = Mixed(random, ascii: true);

        Assert.Equal(Plainly(bytes, 5), Told(bytes, 5).Where(each => each.Encoding == TextEncoding.Ascii).Select(each => each.Text));
    });

    [Theory]
    [InlineData("Größe des Speichers")]
    [InlineData("内存块里一些可以打印的内容")]
    [InlineData("Это память процесса")]
    [InlineData("naïve café, déjà vu")]
    public void Text_in_utf_8_is_one_text(string text)
    {
        byte[] bytes = [0, 0xff, 1, .. Encoding.UTF8.GetBytes(text), 0, 3];

        Assert.Equal([(text, TextEncoding.Utf8)], Told(bytes, Least));
    }

    [Fact]
    public void Text_in_utf_16_is_one_text_at_even_addresses()
    {
        byte[] bytes = [7, 7, .. Encoding.Unicode.GetBytes("wide characters"), 9, 9];

        Assert.Equal([("wide characters", TextEncoding.Utf16)], Told(bytes, Least));
    }

    [Fact]
    public void Text_longer_than_any_window_is_told_in_pieces()
    {
        byte[] bytes = new byte[300_000];
        bytes.AsSpan().Fill((byte)'x');

        List<(string Text, TextEncoding)> told = InWindows(bytes, 16384, Least);

        Assert.True(told.Count > 1);
        Assert.Equal(bytes.Length, told.Sum(each => each.Text.Length));
    }

    [Fact]
    public void A_table_that_is_full_keeps_what_takes_the_most_and_says_what_it_forgot()
    {
        TextTable table = new(100, 64 * 1024);
        for (int i = 0; i < 1000; i++)
        {
            table.Add(Encoding.ASCII.GetBytes($"rare text number {i}"), TextEncoding.Ascii, (ulong)i, false);
            table.Add("often met, again and again"u8, TextEncoding.Ascii, 7, false);
        }

        TextTable.Entry often = table.Entries.ToArray().MaxBy(entry => entry.Count);
        Assert.Equal(1000, often.Count);
        Assert.Equal("often met, again and again", Encoding.ASCII.GetString(table.BytesOf(often)));
        Assert.Equal(1001, table.Count + table.Forgotten);
    }

    [Fact]
    public void A_private_key_is_told_line_by_line_and_masked_in_each()
    {
        string[] lines = ["MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", "BKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"];
        string key = "-----BEGIN PRIVATE KEY-----\n" + string.Join('\n', lines) + "\n-----END PRIVATE KEY-----\nafter it all is shown";
        FakeMemory memory = new FakeMemory().Put(0x10000, Encoding.ASCII.GetBytes(key));
        TextCount texts = new(memory, Least, null);

        texts.Add(new AddressRange(new Address(0x10000), new Address(0x10000 + (ulong)key.Length)));

        string[] shown = [.. texts.Top(100, raw: false).Select(text => text.Shown)];
        Assert.All(lines, line => Assert.DoesNotContain(shown, text => text.Contains(line, StringComparison.Ordinal)));
        Assert.Contains("after it all is shown", shown);
        Assert.Contains(lines[0], texts.Top(100, raw: true).Select(text => text.Shown));
    }

    [Fact]
    public void Any_bytes_are_scanned() => Fuzz.Everywhere("plain text, Größe, \0w\0i\0d\0e\0 \0t\0e\0x\0t\0 \0h\0e\0r\0e\0", bytes => Told(bytes, 4));

    static byte[] Mixed(Random random, bool ascii)
    {
        List<byte> bytes = [];
        int length = random.Next(2000);
        while (bytes.Count < length)
        {
            int run = random.Next(random.Next(2) == 0 ? 12 : 90);
            int kind = random.Next(ascii ? 2 : 5);
            bytes.AddRange(kind switch
            {
                0 => Enumerable.Range(0, run).Select(_ => (byte)random.Next(0x20, 0x7f)),
                1 => Enumerable.Range(0, run).Select(_ => (byte)random.Next(0x80)),
                2 => Encoding.UTF8.GetBytes(new string('ö', run)),
                3 => Encoding.Unicode.GetBytes(new string('w', run)),
                _ => Enumerable.Range(0, run).Select(_ => (byte)random.Next(256)),
            });
        }
        return [.. bytes];
    }

    /// <summary>binutils/strings.c: printable, or a tab.</summary>
    static List<string> Plainly(byte[] bytes, int least) =>
        [.. new string([.. bytes.Select(b => b is >= 0x20 and < 0x7f or (byte)'\t' ? (char)b : '\0')]).Split('\0').Where(text => text.Length >= least)];

    static List<(string Text, TextEncoding Encoding)> Told(byte[] bytes, int least)
    {
        Listener listener = new();
        TextScan.Scan(bytes, true, least, listener);
        return [.. listener.Texts.OrderBy(each => each.At).Select(each => (each.Text, each.Encoding))];
    }

    static List<(string Text, TextEncoding Encoding)> InWindows(byte[] bytes, int window, int least)
    {
        Listener listener = new();
        int from = 0;
        for (int end = 0; end < bytes.Length || end == 0;)
        {
            end = Math.Min(bytes.Length, end + window);
            listener.Base = from;
            int again = TextScan.Scan(bytes.AsSpan(from, end - from), end == bytes.Length, least, listener);
            Assert.True(end == bytes.Length || (again % 2 == 0 && end - from - again <= TextScan.Longest + 64));
            from += again;
            if (end == bytes.Length)
                break;
        }
        return [.. listener.Texts.OrderBy(each => each.At).Select(each => (each.Text, each.Encoding))];
    }

    sealed class Listener : ITextVisitor
    {
        public List<(int At, string Text, TextEncoding Encoding)> Texts { get; } = [];

        public int Base { get; set; }

        public void Text(ReadOnlySpan<byte> bytes, int start, int length, TextEncoding encoding) =>
            Texts.Add((Base + start, TextCount.Decode(bytes.Slice(start, length), encoding), encoding));
    }
}
