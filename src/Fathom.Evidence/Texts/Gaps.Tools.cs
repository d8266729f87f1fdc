namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText ToolTextIncomplete = new("tool-text-incomplete",
        "the text has no {0}: it was cut, or it is not what {1} prints",
        "what this part tells is missing",
        "save the whole output of {1} to a file");

    public static readonly GapText ToolTotalDiffers = new("tool-total-differs",
        "what the text of {0} adds up to is not its own total: {1}",
        "lines are missing from it, or were changed; what they held is on no account",
        "save the whole output of {0} to a file");

    public static readonly GapText ToolUnitGuessed = new("tool-unit-guessed",
        "the text of {0} does not say its unit; {1} was taken, the one that fits a machine",
        "all of its sizes may be wrong by a factor of 1,024",
        "give the text with the command that printed it in front, or with -h");

    public static readonly GapText MallocStatsWrapped = new("malloc-stats-wrapped",
        "malloc_stats counts in 32 bits, and there may be more than 4 GiB",
        "its totals may be short by any multiple of 4 GiB",
        "malloc_info has the same figures in 64 bits: jcmd PID System.native_heap_info, or fathom arenas PID");

    public static readonly GapText MetricsOfSeveral = new("metrics-of-several",
        "these metrics are of {0} JVMs: {1}",
        "they are told apart, and none of them is taken for the process that the other files are of",
        "give the lines of one alone: grep its instance or pod, or curl its exporter");

    static IReadOnlyList<GapText> Tools => [ToolTextIncomplete, ToolTotalDiffers, ToolUnitGuessed, MallocStatsWrapped, MetricsOfSeveral];
}
