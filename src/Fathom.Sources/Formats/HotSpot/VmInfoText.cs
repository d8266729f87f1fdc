using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>
/// VM.info, of which everything that tells where memory lies is read (HotSpot: utilities/vmError.cpp, print_vm_info). Its
/// heap, metaspace, code cache, libraries and NMT sections are what the commands of their own print. An hs_err file has
/// the same sections.
/// </summary>
public static class VmInfoText
{
    public static Parsed<VmInfo> Parse(ReadOnlySpan<byte> text, string file)
    {
        ReportNotes notes = new(file);
        VmInfoReading reading = new(notes);
        VmInfoSections sections = new(text);
        ReportLines lines = new(text);
        while (lines.MoveNext())
        {
            Reading state = reading.Read(lines.Current);
            if (state == Reading.Broken)
                notes.Broken(lines);
            else if (state == Reading.Unknown && !sections.Holds(lines.Number))
                notes.Keep(lines);
        }
        if (!reading.Found)
            notes.Add(Gaps.ReportIncomplete, "section P R O C E S S", "VM.info");
        List<Gap> gaps = [];
        VmInfo info = reading.Finish() with
        {
            HeapInfo = sections.Read("Heap:"u8, HeapInfoText.Parse, file, gaps),
            Metaspace = sections.Read("Metaspace:"u8, MetaspaceText.Parse, file, gaps),
            CodeCache = sections.Read("CodeHeap"u8, CodeCacheText.Parse, file, gaps)
                ?? sections.Read("CodeCache:"u8, CodeCacheText.Parse, file, gaps),
            Libraries = sections.Read("Dynamic libraries:"u8, DynLibsText.Parse, file, gaps),
            Nmt = sections.Read("Native Memory Tracking:"u8, NmtText.Parse, file, gaps),
            Unread = notes.Unread,
        };
        Parsed<VmInfo> parsed = notes.Done(info);
        return parsed with { Gaps = [.. parsed.Gaps, .. gaps] };
    }
}
