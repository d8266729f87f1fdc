using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>VM.dynlibs (HotSpot: os/linux/os_linux.cpp, print_dll_info): /proc/PID/maps behind a heading.</summary>
public static class DynLibsText
{
    public static Parsed<DynLibs> Parse(ReadOnlySpan<byte> text, string file)
    {
        ReportNotes notes = new(file);
        List<Mapping> mappings = [];
        long? count = null;
        MapsText.NameCache names = new();
        ReportLines lines = new(text);
        while (lines.MoveNext())
        {
            ReadOnlySpan<byte> line = lines.Current;
            // The device and inode are followed by a blank even where no name follows, and that was trimmed.
            if (MapsText.TryParseLine(line, names, out Mapping? mapping))
            {
                if (notes.HasRoom(mappings.Count, "mappings", Limits.Mappings))
                    mappings.Add(mapping);
            }
            else if (line.StartsWith("Total number of mappings:"u8))
            {
                count = ReportFields.FindCount(line, ":"u8);
            }
            else if (!line.IsEmpty && !line.StartsWith("Dynamic libraries:"u8))
            {
                if (char.IsAsciiHexDigitLower((char)line[0]) && line.IndexOf((byte)'-') is > 0 and <= 16)
                    notes.Broken(lines);
                else
                    notes.Keep(lines);
            }
        }
        if (mappings.Count == 0)
            notes.Add(Gaps.ReportIncomplete, "mappings", "VM.dynlibs");
        return notes.Done(new DynLibs { Mappings = mappings, Count = count, Unread = notes.Unread });
    }
}
