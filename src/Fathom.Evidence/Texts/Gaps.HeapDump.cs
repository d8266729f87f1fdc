namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText HeapDumpCut = new("heap-dump-cut",
        "the heap dump ends in the midst of a record, at byte {0}",
        "what stands before it was read; counts are too low, and nothing is called garbage",
        "copy it again, or dump again to a disk with room: the dump is about as large as the used heap");

    public static readonly GapText HeapDumpDamaged = new("heap-dump-damaged",
        "at byte {0} of the heap dump stands no record that can be ({1})",
        "the rest of that segment was passed over; counts are too low, and nothing is called garbage",
        "copy it again; compare its checksum with that of the file where it was made");

    public static readonly GapText HeapDumpTooMuch = new("heap-dump-too-much",
        "the heap dump has more {0} than are kept ({1})",
        "the rest of them is not told apart, and nothing is called garbage",
        "look at the first ones; a dump made by a JVM does not have so many");

    static IReadOnlyList<GapText> HeapDump => [HeapDumpCut, HeapDumpDamaged, HeapDumpTooMuch];
}
