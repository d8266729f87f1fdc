namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText ReportIncomplete = new("report-incomplete",
        "the text has no {0}: it was cut, or it is no answer to {1}",
        "what this part tells is missing",
        "save the whole answer to a file: jcmd PID {1} > FILE");

    public static readonly GapText ReportTooLong = new("report-too-long",
        "the report has more {0} than fathom reads ({1})",
        "the rest of them is missing",
        "report this: no real JVM is known to need it");

    public static readonly GapText ReportContradicts = new("report-contradicts",
        "the report contradicts itself: {0}",
        "figures of this part are not to be trusted",
        "save the answer again; if it still does, report it with the lines");

    public static readonly GapText ReportRepeated = new("report-repeated",
        "the text holds {0} reports of {1}, one behind the other",
        "the last one is shown",
        "cut the one that you mean out into a file of its own");

    public static readonly GapText NmtOff = new("nmt-off",
        "native memory tracking is off in this JVM",
        "there are no figures by memory tag",
        "start the JVM with -XX:NativeMemoryTracking=summary; it cannot be turned on later");

    public static readonly GapText NmtDetailOff = new("nmt-detail-off",
        "native memory tracking runs at level summary in this JVM",
        "there is no memory map and there are no allocation sites",
        "start the JVM with -XX:NativeMemoryTracking=detail, or ask for the summary");

    public static readonly GapText NmtNoBaseline = new("nmt-no-baseline",
        "no baseline was taken in this JVM",
        "there is nothing to compare with",
        "save two reports and compare the files: the JVM has one baseline, which every tool overwrites");

    public static readonly GapText NoTrimFigures = new("no-trim-figures",
        "the JVM trimmed its native heap without saying what that returned",
        "the effect is not known",
        "compare VmRSS of /proc/PID/status before and after");

    static IReadOnlyList<GapText> Reports =>
    [
        ReportIncomplete, ReportTooLong, ReportContradicts, ReportRepeated, NmtOff, NmtDetailOff, NmtNoBaseline, NoTrimFigures,
    ];
}
