namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText ObjectsNotUnderstood = new("objects-not-understood",
        "where objects stand in this heap is not known (collector {0})",
        "no object was counted",
        "fathom jvm PID GC.class_histogram -all --yes asks the JVM, which stops all threads for it",
        ExitCode.CannotTell);

    public static readonly GapText ObjectsMoved = new("objects-moved",
        "a collection moved objects while they were counted",
        "some of them may be counted twice, or not at all",
        "run it again; --budget 500ms takes a sample that is done before the next collection",
        ExitCode.Fine);

    public static readonly GapText ObjectsPassedOver = new("objects-passed-over",
        "{0} of the heap could not be gone through object by object ({1} of it absent or in swap)",
        "objects in there are not counted: the counts are least numbers",
        "run it again; where it stays so, fathom jvm PID GC.class_histogram -all --yes asks the JVM",
        ExitCode.Fine);

    static IReadOnlyList<GapText> Objects => [ObjectsNotUnderstood, ObjectsMoved, ObjectsPassedOver];
}
