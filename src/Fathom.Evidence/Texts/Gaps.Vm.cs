namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText VmTablesAbsent = new("vm-tables-absent",
        "the JVM's description of its own layout cannot be read",
        "heap, metaspace, code and Java threads are not told apart; their pages stay unexplained",
        "if it is HotSpot and runs for more than a second, report its version");

    public static readonly GapText VmNotHotSpot = new("vm-not-hotspot",
        "this JVM is {0}, not HotSpot: it does not describe its own layout",
        "heap, classes, code and Java threads are not told apart; their pages stay unexplained",
        "stacks, libraries, files and malloc stand in the ledger as for any process; its own tools know the rest");

    public static readonly GapText VmPartUnread = new("vm-part-unread",
        "{0} could not be read from the JVM's structures",
        "its pages stay unexplained",
        "run fathom again: a JVM that starts, ends or collects at that moment changes what is read");

    public static readonly GapText NmtNotReadable = new("nmt-not-readable",
        "this JVM's library has no private symbols, so what native memory tracking counts cannot be found from outside",
        "there are no figures by memory tag, although tracking is on",
        "ask the JVM: fathom jvm PID VM.native_memory, or run a JDK whose libjvm.so is not stripped");

    public static readonly GapText NmtNotUnderstood = new("nmt-not-understood",
        "what native memory tracking counts contradicts itself: {0}",
        "its figures are withheld",
        "ask the JVM: fathom jvm PID VM.native_memory; if that works, report the JVM's version");

    public static readonly GapText NmtHeadersUnmarked = new("nmt-headers-unmarked",
        "this JVM's malloc blocks carry no mark by which they could be found one by one",
        "what of each memory tag is resident in malloc's memory is not told",
        "JDK 17 and later mark them");

    public static readonly GapText NmtBlocksDisagree = new("nmt-blocks-disagree",
        "the malloc blocks found by their headers hold {0} bytes, while the JVM counts {1}",
        "they are withheld",
        "look again when the JVM allocates less; if it persists, report the JVM's version and its malloc");

    static IReadOnlyList<GapText> Vm => [VmTablesAbsent, VmNotHotSpot, VmPartUnread, NmtNotReadable, NmtNotUnderstood, NmtHeadersUnmarked, NmtBlocksDisagree];
}
