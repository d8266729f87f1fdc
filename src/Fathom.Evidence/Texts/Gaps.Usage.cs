namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText Internal = new("internal",
        "fathom itself failed: {0}",
        "this is a bug in fathom; the target was not changed",
        "report it with the line above and what --version prints",
        ExitCode.Internal);

    public static readonly GapText OutputUnwritable = new("output-unwritable",
        "the output cannot be written",
        "the answer was not stored",
        "choose another place with -o",
        ExitCode.Usage);

    static IReadOnlyList<GapText> Usage => [Internal, OutputUnwritable];
}
