using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;
using Fathom.Sources.Formats.Procps;

namespace Fathom.Sources.Formats.Crashes;

/// <summary>
/// hs_err_pid*.log of JDK 8 to 25 (HotSpot: utilities/vmError.cpp, report). What VM.info prints too is read by its parser, and
/// this one sees to what that one left.
/// </summary>
public static class CrashText
{
    public static bool Begins(ReadOnlySpan<byte> line) =>
        line.StartsWith("# A fatal error has been detected by the Java Runtime Environment:"u8)
        || line.StartsWith("# There is insufficient memory for the Java Runtime Environment to continue."u8);

    public static Parsed<CrashReport> Parse(ReadOnlySpan<byte> text, string place)
    {
        ReportNotes notes = new(place);
        Parsed<VmInfo> info = VmInfoText.Parse(text, place);
        CrashReading reading = new();
        foreach (UnreadLine line in info.Value.Unread)
        {
            if (!reading.Read(line.Text))
                notes.Keep(line.Number, Encoding.UTF8.GetBytes(line.Text));
        }
        if (reading.Report.Cause == CrashCause.Unknown)
            notes.Add(Gaps.ToolTextIncomplete, "line that says why it ended", "a JVM that crashes (hs_err)");
        Parsed<CrashReport> parsed = notes.Done(reading.Report with
        {
            Info = info.Value with { Unread = [] },
            Flags = FlagsOf(text, place),
            Machine = reading.Meminfo.Length == 0 ? null : MeminfoText.Parse(Encoding.UTF8.GetBytes(reading.Meminfo.ToString()), place).Value,
            Unread = notes.Unread,
        });
        return parsed with { Gaps = [.. info.Gaps, .. parsed.Gaps] };
    }

    static VmFlags? FlagsOf(ReadOnlySpan<byte> text, string place)
    {
        int start = text.IndexOf("\n[Global flags]"u8);
        if (start < 0)
            return null;
        ReadOnlySpan<byte> rest = text[(start + 1)..];
        int end = rest.IndexOf("\n\n"u8);
        return VmFlagsText.Parse(end < 0 ? rest : rest[..end], place).Value;
    }
}
