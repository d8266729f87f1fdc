namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText VmTablesAbsent = new("vm-tables-absent",
        "the JVM's description of its own layout cannot be read",
        "heap, metaspace, code and Java threads are not told apart; their pages stay unexplained",
        "if it is HotSpot and runs for more than a second, report its version; OpenJ9 and native images have no such tables");

    public static readonly GapText VmPartUnread = new("vm-part-unread",
        "{0} could not be read from the JVM's structures",
        "its pages stay unexplained",
        "run fathom again: a JVM that starts, ends or collects at that moment changes what is read");

    static IReadOnlyList<GapText> Vm => [VmTablesAbsent, VmPartUnread];
}
