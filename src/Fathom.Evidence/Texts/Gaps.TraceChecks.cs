namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText TracePartial = new("trace-partial",
        "malloc's heaps grew by {0} while the probe saw {1} of it",
        "at least {2} was allocated where no probe sees it: from code that is linked statically, by foreign functions of java.lang.foreign, through pointers that dlsym gave",
        "ask fathom census whose the live blocks are, however they were made");

    public static readonly GapText TraceSizesGivenUp = new("trace-sizes-given-up",
        "blocks of the sizes that were to be noted one by one {0}",
        "from then on they were sampled like all others: their count is exact up to there, and an estimate beyond",
        "ask for fewer sizes, or for a shorter time");

    public static readonly GapText TraceSizesLost = new("trace-sizes-lost",
        "{0} blocks of the sizes that were to be noted one by one found no room",
        "their count is too small by that",
        "ask for fewer sizes, or for a shorter time");

    public static readonly GapText TraceNotUnderstood = new("trace-not-understood",
        "the file is no answer of fathom trace in JSON",
        "there is nothing to compare with",
        "keep one with fathom trace PID -o before.json; two profiles are compared by fathom diff ONE.pb.gz OTHER.pb.gz", ExitCode.Usage);

    public static readonly GapText TraceNoJvm = new("trace-no-jvm",
        "this process ({0}) is no JVM: the probe is not loaded into it",
        "nothing is traced",
        "--engine kernel traces malloc of any process, --os its calls for memory, --touch its page faults; fathom run --preload -- PROGRAM starts one with the probe", ExitCode.NoTarget);

    public static readonly GapText TraceOtherQuestion = new("trace-other-question",
        "the earlier trace was asked something else: {0}; this one: {1}",
        "their rows cannot be held against one another",
        "trace with the same --by, --only and --leaks", ExitCode.Usage);

    static IReadOnlyList<GapText> TraceChecks => [TracePartial, TraceSizesGivenUp, TraceSizesLost, TraceNotUnderstood, TraceNoJvm, TraceOtherQuestion];
}
