namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText ElfUnreadable = new("elf-unreadable",
        "the {0} of an ELF image cannot be read",
        "what only this part tells is missing",
        "if the file is truncated, reinstall it; if it was read from memory, its pages are not there now");

    public static readonly GapText ElfNotElf = new("elf-not-elf",
        "the file does not begin like an ELF file",
        "no symbols are read from it",
        "check that the path names a library, a program or a core");

    public static readonly GapText ElfUnsupported = new("elf-unsupported",
        "the ELF file is {0}; fathom reads 64-bit little-endian ones",
        "no symbols are read from it",
        "for other machines use readelf or gdb");

    public static readonly GapText ElfDamaged = new("elf-damaged",
        "the ELF file contradicts itself: {0}",
        "nothing that depends on this part is believed",
        "compare it with readelf -aW; if readelf finds no fault, report it");

    public static readonly GapText ElfTooLarge = new("elf-too-large",
        "the ELF file has more {0} than fathom reads",
        "the part was not read",
        "report this: no real library is known to need it");

    public static readonly GapText ElfPartAbsent = new("elf-part-absent",
        "the ELF file has no {0}",
        "what only this part tells is missing",
        "a build that is not stripped, or its debug package, has more");

    public static readonly GapText ElfSymbolAbsent = new("elf-symbol-absent",
        "no symbol {0} is defined there",
        "what lies at this symbol is not read",
        "a build that is not stripped has more symbols");

    public static readonly GapText ElfSymbolAmbiguous = new("elf-symbol-ambiguous",
        "several symbols of the name {0} are defined there, at different addresses",
        "none of them is believed",
        "nm shows them all");

    public static readonly GapText FileNotRegular = new("file-not-regular",
        "the path names {0} where a regular file was expected",
        "it was not opened",
        "look at the path from outside; a container chose what stands there");

    public static readonly GapText FileSizeRefused = new("file-size-refused",
        "the file has {0} bytes, which no library or core has",
        "it was not opened",
        "look at the path from outside; a container chose what stands there");

    public static readonly GapText FileUnopenable = new("file-unopenable",
        "the file cannot be opened",
        "what only this file tells is missing",
        "run as the target's user or as root; a path that leaves the target's root is refused on purpose");

    public static readonly GapText OpenAt2Absent = new("openat2-absent",
        "the kernel cannot open files inside another root safely (openat2, Linux 5.6)",
        "files of the target are read from its memory instead, with fewer symbols",
        "a newer kernel, or a seccomp profile that lets openat2 pass");

    public static readonly GapText MappedFileReplaced = new("mapped-file-replaced",
        "the file at this path is not the one that is mapped",
        "its symbols would be wrong and are not used",
        "the library was updated under the running process; restart it when it suits");

    public static readonly GapText ImageHeaderUnread = new("image-header-unread",
        "the first page of a mapped library could not be read",
        "its .bss cannot be told from other anonymous memory",
        "run as root; in a core, set bit 4 of /proc/PID/coredump_filter before it is written");

    public static readonly GapText CoreNotCore = new("core-not-core",
        "the file is not an ELF core",
        "there is no memory to read",
        "unpack it first (zstd -d, lz4 -d, coredumpctl dump); gcore PID writes one");

    public static readonly GapText CoreTruncated = new("core-truncated",
        "the core ends after {0} of {1} bytes",
        "memory behind the cut is missing, and everything that would be read from there",
        "write it again with ulimit -c unlimited and room on the disk");

    public static readonly GapText CoreNoteAbsent = new("core-note-absent",
        "the core does not tell {0} ({1})",
        "what only this note tells is missing",
        "a core written by the kernel or by gcore has it");

    static IReadOnlyList<GapText> Elf =>
    [
        ElfUnreadable, ElfNotElf, ElfUnsupported, ElfDamaged, ElfTooLarge, ElfPartAbsent, ElfSymbolAbsent,
        ElfSymbolAmbiguous, FileNotRegular, FileSizeRefused, FileUnopenable, OpenAt2Absent, MappedFileReplaced,
        ImageHeaderUnread, CoreNotCore, CoreTruncated, CoreNoteAbsent,
    ];
}
