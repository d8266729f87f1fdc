using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.Flight;
using Fathom.Sources.Profiles.Heaptrack;
using Fathom.Sources.Profiles.Leaks;
using Fathom.Sources.Profiles.Perf;

namespace Fathom.Sources.Profiles;

/// <summary>A form of profile: how the first bytes of one look, and who reads it.</summary>
sealed record ProfileFormat(string Kind, ProfileFormat.Head Begins, Func<Stream, string, Parsed<AllocationProfile>> Read)
{
    public delegate bool Head(ReadOnlySpan<byte> head);

    delegate bool Line(ReadOnlySpan<byte> line);

    /// <summary>Every form; what is asked first stands first.</summary>
    public static IReadOnlyList<ProfileFormat> All { get; } =
    [
        new("flight recording", FlightFile.Begins, FlightProfile.Read),
        new("perf recording", PerfRecording.Begins, PerfRecording.Read),
        new("heap profile", static head => AnyLine(head, HeapProfileText.Begins), HeapProfileText.Read),
        new("heaptrack data", HeaptrackData.Begins, HeaptrackData.Read),
        new("heaptrack_print", static head => AnyLine(head, HeaptrackText.Begins), HeaptrackText.Read),
        new("valgrind leak check", static head => AnyLine(head, MemcheckText.Begins), MemcheckText.Read),
        new("valgrind leak check", static head => AnyLine(head, MemcheckXml.Begins), MemcheckXml.Read),
        new("LeakSanitizer report", static head => AnyLine(head, SanitizerText.Begins), SanitizerText.Read),
        new("massif file", MassifFile.Begins, MassifFile.Read),
        new("memleak of bcc", static head => AnyLine(head, MemleakText.Begins), MemleakText.Read),
        new("AddressSanitizer heap", static head => AnyLine(head, SanitizerHeapText.Begins), SanitizerHeapText.Read),
        new("heap and leaks of macOS", static head => AnyLine(head, MacMemoryText.Begins), MacMemoryText.Read),
        new("pprof profile", PprofProfile.Begins, PprofProfile.Read),
        new("table of pprof", static head => AnyLine(head, ProfileTableText.Begins), ProfileTableText.Read),
        new("perf script", PerfScriptText.Begins, PerfScriptText.Read),
        new("collapsed stacks", CollapsedProfile.Begins, CollapsedProfile.Read),
    ];

    public static ProfileFormat? Of(ReadOnlySpan<byte> head)
    {
        foreach (ProfileFormat format in All)
        {
            if (format.Begins(head))
                return format;
        }
        return null;
    }

    /// <summary>Talk may stand in front of it: perl tools write to the terminal what they were called with.</summary>
    const int LinesLookedAt = 50;

    static bool AnyLine(ReadOnlySpan<byte> head, Line begins)
    {
        Lines lines = new(head);
        while (lines.Number < LinesLookedAt && lines.MoveNext())
        {
            if (begins(lines.Current))
                return true;
        }
        return false;
    }
}
