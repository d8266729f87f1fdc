using System.Text;
using Fathom.Evidence.Saved;
using Fathom.Sources;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.Strings;

namespace Fathom.Tests.Sources.Formats.Strings;

public sealed class StringsTextTests
{
    static readonly string Library = "/usr/lib/jvm/java-17-openjdk-amd64/lib/libzip.so";

    [Fact]
    public void Texts_are_counted_grouped_and_masked()
    {
        string text = string.Concat(Enumerable.Repeat("META-INF/MANIFEST.MF\nSELECT a FROM orders WHERE x = 1\njdbc:postgresql://db/orders?password=geheim1\n", 1000)) + "ab\nxyzw\n";

        Parsed<SavedStrings> parsed = StringsText.Parse(Encoding.UTF8.GetBytes(text), "f");

        Assert.Empty(parsed.Gaps);
        Assert.Equal((3001, 4), (parsed.Value.Count, parsed.Value.Distinct));
        Assert.Equal(["jdbc url", "sql", "jar entry"], parsed.Value.Kinds.Take(3).Select(kind => kind.Kind));
        Assert.All(parsed.Value.Kinds.Take(3), kind => Assert.Equal(1000, kind.Count));
        Assert.DoesNotContain(parsed.Value.Texts, found => found.Shown.Contains("geheim1", StringComparison.Ordinal));
    }

    [RequiresFact("strings", "/usr/lib/jvm/java-17-openjdk-amd64/lib/libzip.so")]
    public void Every_line_of_the_tool_is_a_text()
    {
        string text = Outside.Run("strings", Library);

        SavedStrings read = StringsText.Parse(Encoding.UTF8.GetBytes(text), "f").Value;

        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // A text of blanks alone is none to peek.
        Assert.Equal(lines.Count(line => line.Trim().Length > 0), read.Count, 5d);
        Assert.Equal(lines.Distinct().Count(), read.Distinct, 5d);
    }

    [Fact]
    public void A_pipe_of_any_length_takes_a_fixed_amount_of_memory()
    {
        using Endless stream = new(200 << 20);

        SavedStrings read = StringsText.Read(stream, "f").Value;

        Assert.Equal((200 << 20) / 16, read.Count);
        Assert.Equal(1, read.Distinct);
    }

    sealed class Endless(long length) : OneWayStream
    {
        static readonly byte[] Lines = [.. Enumerable.Repeat("fifteen letters\n"u8.ToArray(), 8192).SelectMany(line => line)];

        long _at;

        public override bool CanRead => true;

        public override int Read(Span<byte> buffer)
        {
            int size = (int)Math.Min(Math.Min(buffer.Length, length - _at), Lines.Length - 16);
            Lines.AsSpan((int)(_at % 16), size).CopyTo(buffer);
            _at += size;
            return size;
        }
    }
}
