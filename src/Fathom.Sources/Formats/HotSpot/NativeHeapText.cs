using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>
/// System.native_heap_info, which is malloc_info(3) (glibc malloc/malloc.c, __malloc_info). Read tag by tag, not line by
/// line: no XML reader is needed for elements without text, and a log may have put its prefix before every line.
/// </summary>
public static class NativeHeapText
{
    public static Parsed<NativeHeapInfo> Parse(ReadOnlySpan<byte> text, string file)
    {
        ReportNotes notes = new(file);
        NativeHeapReading reading = new(notes);
        bool ended = false;
        ReportLines lines = new(text);
        while (lines.MoveNext())
        {
            ReadOnlySpan<byte> rest = lines.Current;
            while (rest.IndexOf((byte)'<') is >= 0 and var open)
            {
                int close = rest[open..].IndexOf((byte)'>');
                ReadOnlySpan<byte> tag = close < 0 ? rest[open..] : rest[open..(open + close + 1)];
                ended |= tag.SequenceEqual("</malloc>"u8);
                if (close < 0 || !reading.Tag(tag))
                    notes.Broken(lines.Number, tag);
                rest = close < 0 ? [] : rest[(open + close + 1)..];
            }
            if (!rest.Trim((byte)' ').IsEmpty)
                notes.Keep(lines.Number, rest);
        }
        if (!ended)
            notes.Add(Gaps.ReportIncomplete, "</malloc>", "System.native_heap_info");
        return notes.Done(reading.Finish() with { Unread = notes.Unread });
    }

    internal static bool TryAttribute(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> name, out long value)
    {
        value = 0;
        AsciiLine rest = new(tag);
        while (rest.SkipPast(" "u8))
        {
            AsciiLine attribute = rest;
            if (attribute.Take(name) && attribute.Take("=\""u8))
                return attribute.TakeCount(out value) && attribute.Take((byte)'"');
        }
        return false;
    }
}
