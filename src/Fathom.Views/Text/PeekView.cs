using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Peeking;

namespace Fathom.Views.Text;

/// <summary>`peek`: a block and what is around it, the texts, and bytes as hex.</summary>
public static class PeekView
{
    public static void Write(Snapshot snapshot, int columns, TextWriter to)
    {
        HeadView.Write(snapshot, columns, to);
        if (snapshot.Contents is { } contents)
        {
            Paragraph.Write("Where", $"{contents.Asked}: {Count(contents.Size.Value)} bytes"
                + (contents.Parts > 1 ? $" in {Count(contents.Parts)} parts" : "")
                + (contents.Read == contents.Size ? "" : $", {Count(contents.Read.Value)} of them in memory"), columns, to);
            if (contents.Block is { } block)
                PeekedBlockView.Write(block, contents.Referrers, columns, to);
            WriteTexts(contents, columns, to);
            if (contents.Hex is { } hex)
                WriteHex(hex, to);
            if (contents.Written is { } written)
                Paragraph.Write("Written", $"{Count(written.Value)} bytes as they are, secrets and all", columns, to);
        }
        GapsView.Write(snapshot.Gaps, columns, to);
        CostView.Write(snapshot.Cost, to);
    }

    static void WriteTexts(MemoryContents contents, int columns, TextWriter to)
    {
        string least = contents.Forgotten > 0
            ? string.Create(CultureInfo.InvariantCulture, $"; too many to keep: {contents.Forgotten:N0} rare ones were forgotten, so counts are at least")
            : "";
        Paragraph.Write("Texts", $"{Count(contents.TextCount)} of {contents.MinLength} characters or more with {Count(contents.TextBytes.Value)} bytes, "
            + $"{Count(contents.DistinctTexts)} different{least}", columns, to);
        if (contents.Texts.Count == 0)
            return;
        Table table = new(to, columns, new Column("Count", 7, Align.Right), new Column("Bytes", 7, Align.Right), new Column("Looks like", 11), new Column("Text", 0));
        table.Header();
        foreach (FoundText text in contents.Texts)
            table.Row(Count(text.Count), Count(text.Bytes.Value), text.Kind ?? EncodingText(text.Encoding), text.Shown);
    }

    static void WriteHex(HexBytes hex, TextWriter to)
    {
        for (int row = 0; row < hex.Bytes.Count; row += 16)
        {
            string bytes = "", characters = "";
            for (int i = row; i < row + 16; i++)
            {
                byte? value = i < hex.Bytes.Count ? hex.Bytes[i] : 0;
                bytes += (i % 8 == 0 ? " " : "") + (i >= hex.Bytes.Count ? "   " : value is { } known ? known.ToString("x2", CultureInfo.InvariantCulture) + " " : "** ");
                characters += i >= hex.Bytes.Count ? "" : value switch
                {
                    null => "*",
                    >= 0x20 and <= 0x7e and var plain => ((char)plain).ToString(),
                    _ => ".",
                };
            }
            to.WriteLine($"  {hex.Start + row} {bytes} {characters}");
        }
    }

    static string EncodingText(TextEncoding encoding) => encoding switch
    {
        TextEncoding.Utf8 => "UTF-8",
        TextEncoding.Utf16 => "UTF-16",
        _ => "-",
    };

    internal static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
