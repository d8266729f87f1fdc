namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText NotJudged = new("not-judged",
        "this version splits no malloc and judges nothing yet",
        "malloc stands in the ledger as one sum, and there are no findings",
        "read the ledger from the top: the largest accounts are where the memory is");

    public static readonly GapText NothingToBalance = new("nothing-to-balance",
        "this evidence says neither which pages are in memory nor how many",
        "there is no ledger",
        "add smaps, or smaps_rollup and status, to the folder; or look at the process itself",
        ExitCode.CannotTell);

    static IReadOnlyList<GapText> Answer => [NotJudged, NothingToBalance];
}
