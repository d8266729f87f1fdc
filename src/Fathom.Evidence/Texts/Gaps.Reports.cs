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

    public static readonly GapText CallsMissed = new("calls-missed",
        "{0} mappings came where something still was mapped: the calls that gave it back are not in the log",
        "what is left of earlier mappings is more in truth, or less",
        "trace all threads, from the start: strace -f -o FILE -e trace=brk,mmap,munmap,mremap,mprotect java ...");

    public static readonly GapText ProtectionNotTraced = new("protection-not-traced",
        "there is no mprotect in the log",
        "what malloc's arenas and the JVM made usable of what they had reserved is not known",
        "strace -f -o FILE -e trace=brk,mmap,munmap,mremap,mprotect");

    public static readonly GapText FreesMissed = new("frees-missed",
        "{0} blocks were given out at an address that still was taken: the log lacks frees, or its addresses are cut",
        "what lives is less in truth where frees are missing, and more where two addresses became one",
        "print addresses with %p, and log every function that frees (free, realloc, cfree)");

    public static readonly GapText BlocksSampled = new("blocks-sampled",
        "more than a million blocks live at a time: one of {0} was kept and stands for the others",
        "what lives is an estimate; what was asked for is exact",
        "nothing to do: with so many blocks the estimate is good to a percent");

    public static readonly GapText NmtOff = new("nmt-off",
        "native memory tracking is off in this JVM",
        "there are no figures by memory tag",
        "start the JVM with -XX:NativeMemoryTracking=summary, it cannot be turned on later; fathom ledger PID says by owner what is in memory without it",
        ExitCode.CannotTell);

    public static readonly GapText NmtDetailOff = new("nmt-detail-off",
        "native memory tracking runs at level summary in this JVM",
        "there is no memory map and there are no allocation sites",
        "start the JVM with -XX:NativeMemoryTracking=detail, or ask for the summary",
        ExitCode.CannotTell);

    public static readonly GapText NmtNoBaseline = new("nmt-no-baseline",
        "no baseline was taken in this JVM",
        "there is nothing to compare with",
        "save two reports and compare the files: the JVM has one baseline, which every tool overwrites");

    public static readonly GapText NoTrimFigures = new("no-trim-figures",
        "the JVM trimmed its native heap without saying what that returned",
        "the effect is not known",
        "compare VmRSS of /proc/PID/status before and after");

    public static readonly GapText NmtNotAReport = new("nmt-not-a-report",
        "there is no report of VM.native_memory in this text",
        "there are no figures by memory tag",
        "jcmd PID VM.native_memory > FILE, or fathom nmt PID --baseline FILE; VM.info and hs_err files with NMT in them do as well",
        ExitCode.CannotTell);

    public static readonly GapText TextAbsent = new("text-absent",
        "there is no such file",
        "nothing was read",
        "look for its name, and for the folder that it is in",
        ExitCode.Usage);

    public static readonly GapText TextSizeRefused = new("text-size-refused",
        "the text is empty, or longer than the {0} MiB that are held in memory",
        "it was not read",
        "give the saved report alone",
        ExitCode.CannotTell);

    public static readonly GapText NmtMallocNotPlaced = new("nmt-malloc-not-placed",
        "NMT does not say where the malloc blocks of a tag lie",
        "how much of them is in memory is not known by tag: the column Resident says at least so much (>=), or nothing (-)",
        "fathom ledger PID has what of malloc is in memory, as one sum");

    public static readonly GapText NmtNothingResident = new("nmt-nothing-resident",
        "a saved report says nothing of what is in memory",
        "the column Resident is empty: committed bytes may never have been touched",
        "fathom nmt PID while the JVM runs");

    public static readonly GapText NmtRounded = new("nmt-rounded",
        "one of the two reports counts in steps of {0}",
        "changes of one step and less cannot be told from rounding and are shown as none",
        "fathom nmt PID --baseline FILE saves exact figures, jcmd does with scale=1 (JDK 11 and later)");

    public static readonly GapText NmtOtherJvm = new("nmt-other-jvm",
        "the saved report is of another JVM: {0}",
        "the changes are differences between two programs",
        "compare reports of one JVM");

    public static readonly GapText DeepNotTold = new("deep-not-told",
        "this JVM has no command {0}",
        "the ranges that only its answer has are known from the JVM's memory, or stay unexplained",
        "JDK 11 and later have it; with -XX:NativeMemoryTracking=detail the JVM's memory map has every range, in JDK 8 too");

    static IReadOnlyList<GapText> Reports =>
    [
        ReportIncomplete, ReportTooLong, ReportContradicts, ReportRepeated, CallsMissed, ProtectionNotTraced, FreesMissed, BlocksSampled, NmtOff, NmtDetailOff, NmtNoBaseline, NoTrimFigures,
        NmtNotAReport, TextAbsent, TextSizeRefused, NmtMallocNotPlaced, NmtNothingResident, NmtRounded, NmtOtherJvm, DeepNotTold,
    ];
}
