using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>NMT's figures in a text that somebody saved: a report, a diff, or the NMT section of VM.info and hs_err.</summary>
public static class SavedNmtText
{
    public static Result<Parsed<NmtReport>> Parse(ReadOnlySpan<byte> text, string file)
    {
        if (HotSpotText.Recognise(text) == HotSpotFormat.VmInfo)
        {
            Parsed<VmInfo> info = VmInfoText.Parse(text, file);
            return info.Value.Nmt is { } section
                ? Judged(new(section, [.. info.Gaps.Where(gap => IsOfNmt(gap, file))]), file)
                : Gaps.NmtNotAReport.At(file);
        }
        // Another command's answer may stand above it in the same file.
        return Judged(NmtText.Parse(text, file), file);
    }

    /// <summary>Lines of other sections may be odd without harm to this one.</summary>
    static bool IsOfNmt(Gap gap, string file) => gap.Where.StartsWith(file + " (Native", StringComparison.Ordinal);

    /// <summary>A text without figures is no report; where the JVM says why it gives none, that is the reason.</summary>
    static Result<Parsed<NmtReport>> Judged(Parsed<NmtReport> parsed, string file)
    {
        NmtReport report = parsed.Value;
        if (report.Categories.Count > 0 || report.Statistics.Count > 0)
            return parsed;
        foreach (Gap gap in parsed.Gaps)
        {
            if (gap.Id == Gaps.NmtOff.Id || gap.Id == Gaps.NmtDetailOff.Id || gap.Id == Gaps.NmtNoBaseline.Id)
                return gap;
        }
        return Gaps.NmtNotAReport.At(file);
    }
}
