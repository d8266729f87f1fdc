namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText NothingToBalance = new("nothing-to-balance",
        "this evidence says neither which pages are in memory nor how many",
        "there is no ledger, and nothing is judged",
        "add smaps to the folder (an empty one means that cat lacked the right); or look at the process itself",
        ExitCode.CannotTell);

    public static readonly GapText CorePagesCounted = new("core-pages-counted",
        "a core does not say what was resident: the pages it holds are counted",
        "pages of files and of libraries that nobody wrote to are mostly not in it, so the sum is less than RSS was",
        "compare with VmRSS of the process, where somebody noted it");

    static IReadOnlyList<GapText> Answer => [NothingToBalance, CorePagesCounted];
}
