namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText SavedFileUnknown = new("saved-file-unknown",
        "nothing in this text is of a form that fathom knows; it begins with: {0}",
        "nothing was read of it",
        "give what a tool printed, whole: jcmd PID VM.native_memory, pmap -x PID, cat /proc/PID/smaps; docs/commands/doctor.md lists what is read");

    public static readonly GapText SavedFileBinary = new("saved-file-binary",
        "this is no text: {0}",
        "nothing was read of it",
        "give the output of a tool as text (packed by gzip, zip or tar is fine), an ELF core, or a folder of /proc files");

    public static readonly GapText SavedFileEmpty = new("saved-file-empty",
        "the file is empty",
        "nothing was read of it",
        "save it again: cat and jcmd without the right to read leave an empty file behind");

    public static readonly GapText SavedFilesTooMany = new("saved-files-too-many",
        "there are more than {0} files",
        "the rest of them was not opened",
        "give those of one process alone");

    public static readonly GapText PackedDamaged = new("packed-damaged",
        "the packed file is damaged, or was cut",
        "what was unpacked before the damage is used, if anything",
        "pack it again; a text may be given as it is, too");

    public static readonly GapText PackedTooLong = new("packed-too-long",
        "it unpacks to more than {0} MiB, which no text of its packed length does",
        "it was not unpacked",
        "unpack it and give the text, if it is one");

    public static readonly GapText SavedRounded = new("saved-rounded",
        "the only figure of RSS was printed in steps of {0}",
        "sums are held against a rounded figure",
        "add cat /proc/PID/status");

    public static readonly GapText HistogramsApart = new("histograms-apart",
        "class histograms stand in two files, {0} and {1}: nothing says how much time is between them",
        "they are not held against each other, so that what a collection took is not told",
        "make both at once: (jcmd PID GC.class_histogram -all; jcmd PID GC.class_histogram) > histograms.txt; what grew from one to the other: fathom diff FILE FILE");

    static IReadOnlyList<GapText> Saved =>
        [SavedRounded, HistogramsApart, SavedFileUnknown, SavedFileBinary, SavedFileEmpty, SavedFilesTooMany, PackedDamaged, PackedTooLong];
}
