namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText NothingToBalance = new("nothing-to-balance",
        "this evidence says neither which pages are in memory nor how many",
        "there is no ledger, and nothing is judged",
        "add smaps to the folder (an empty one means that cat lacked the right); or look at the process itself",
        ExitCode.CannotTell);

    public static readonly GapText SizesNotGiven = new("sizes-not-given",
        "nothing here says which pages are in memory",
        "there is no ledger; what is said rests on what was recorded, dumped or profiled",
        "give cat /proc/PID/smaps > smaps.txt beside it, of the same moment");

    public static readonly GapText CorePagesCounted = new("core-pages-counted",
        "a core does not say what was resident: the pages it holds are counted",
        "pages of files and of libraries that nobody wrote to are mostly not in it, so the sum is less than RSS was",
        "compare with VmRSS of the process, where somebody noted it");

    public static readonly GapText EarlierNotUnderstood = new("earlier-not-understood",
        "this is no answer of the doctor",
        "there is nothing to compare with",
        "make one with fathom doctor TARGET -o old.json, before the change",
        ExitCode.Usage);

    public static readonly GapText RuleUnknown = new("rule-unknown",
        "there is no such rule, account or term",
        "nothing was looked at",
        "an id as the doctor prints it, such as FTH012; `fathom explain` alone lists all of them",
        ExitCode.Usage);

    public static readonly GapText NothingToConfirm = new("nothing-to-confirm",
        "this process has no finding {0}",
        "there is nothing to confirm, and nothing was done to it",
        "look at what it has: fathom doctor TARGET");

    public static readonly GapText NoConfirmingTest = new("no-confirming-test",
        "no act of fathom would settle this finding; what would: {0}",
        "nothing was done",
        "do what the page of the rule says: fathom explain RULE",
        ExitCode.CannotTell);

    public static readonly GapText NotComparable = new("not-comparable",
        "{0} has {1}; {2} has {3}",
        "they have nothing in common that could be compared",
        "two of a kind: processes, cores, folders with smaps, smaps, pmap -x, answers of fathom doctor --json, NMT reports, class histograms, recordings, heap dumps, profiles of one value (others: fathom profile AFTER --base BEFORE)",
        ExitCode.CannotTell);

    public static readonly GapText ComparedOthers = new("compared-others",
        "the two are of different processes: {0} and {1}",
        "nothing is said of growth in time, and mappings at other addresses are compared by their names",
        "compare two states of one process");

    public static readonly GapText ComparedBackwards = new("compared-backwards",
        "the first is younger than the second, by {0}",
        "what fell in that time is shown as growth",
        "fathom diff OLDER YOUNGER");

    public static readonly GapText ComparedStandIns = new("compared-stand-ins",
        "names were replaced in {0}, and not in the same way in {1}",
        "a line with such a name is new, gone or beside another's; sums, and lines whose names everybody has, are right",
        "capture both with --redact-key and the same file",
        ExitCode.CannotTell);

    public static readonly GapText ComparedSamples = new("compared-samples",
        "the profiles are drawn from samples: a sum is right to {0} in 95 of 100",
        "lines that changed by less need not have changed",
        "leave them out: --min SIZE");

    static IReadOnlyList<GapText> Answer =>
    [
        NothingToBalance, SizesNotGiven, CorePagesCounted, EarlierNotUnderstood, RuleUnknown, NothingToConfirm, NoConfirmingTest, NotComparable, ComparedOthers,
        ComparedBackwards, ComparedStandIns, ComparedSamples,
    ];
}
