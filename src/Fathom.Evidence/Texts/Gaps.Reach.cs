namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText ReachRootsUnread = new("reach-roots-unread",
        "{0} bytes that may refer to blocks of malloc were not read: {1}",
        "no block is called lost: what refers to it may stand there",
        "{2}");

    public static readonly GapText ReachLate = new("reach-late",
        "the time of {0} was over before all references to blocks were followed",
        "no block is called lost, and some that are reached are not seen to be",
        "fathom census --lost with a longer --budget");

    public static readonly GapText ReachNotWalked = new("reach-not-walked",
        "malloc could not be walked a second time, to see which blocks still live",
        "no block is called lost",
        "run fathom again");

    public static readonly GapText ReachWentOn = new("reach-went-on",
        "the target went on before all references to blocks were followed",
        "no block is called lost",
        "a longer --freeze");

    public static readonly GapText ReachKernelUnread = new("reach-kernel-unread",
        "addresses that the program has given to the kernel (epoll, timers) cannot be read here",
        "no block is called lost: such an address may be the only one",
        "ask the running process instead of a core, as its own user or as root");

    static IReadOnlyList<GapText> Reach => [ReachRootsUnread, ReachLate, ReachNotWalked, ReachWentOn, ReachKernelUnread];
}
