namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText PagesUnreadable = new("pages-unreadable",
        "which pages are in memory cannot be read",
        "resident sizes come from smaps, mapping by mapping: what lies inside one mapping cannot be split",
        "run as the target's user or with CAP_SYS_PTRACE");

    public static readonly GapText MemoryUnreadable = new("memory-unreadable",
        "the target's memory cannot be read",
        "malloc's areas and the ends of stacks are not known; their pages stay unexplained",
        "run as the target's user or with CAP_SYS_PTRACE");

    public static readonly GapText NoMemoryHere = new("no-memory-here",
        "this evidence holds no memory",
        "malloc's areas and the ends of stacks are not known; their pages stay unexplained",
        "look at the running process, or at a core of it");

    public static readonly GapText ChunksNotSearched = new("chunks-not-searched",
        "not all anonymous memory was searched for single large malloc blocks",
        "such blocks in the rest stay unexplained",
        "nothing; the search stops where it would delay the target");

    public static readonly GapText SharesNotRead = new("shares-not-read",
        "memory that this process maps more than once stands in RSS once for each view",
        "RSS is more than the memory it takes; its share (Pss) was not read, for that holds up the target",
        "fathom ledger TARGET --pss  (holds the target's mmap lock for about 10 ms a resident GiB)");

    static IReadOnlyList<GapText> Memory => [SharesNotRead, PagesUnreadable, MemoryUnreadable, NoMemoryHere, ChunksNotSearched];
}
