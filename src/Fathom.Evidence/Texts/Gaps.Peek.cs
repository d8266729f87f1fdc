namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText PeekNotUnderstood = new("peek-not-understood",
        "{0} is no address, range or size",
        "nothing was read",
        "write 0x7f0012340000, 0x7f0012340000-0x7f0012350000 or 0x7f0012340000+64k; fathom peek --help shows all ways",
        ExitCode.Usage);

    public static readonly GapText PeekOnePlace = new("peek-one-place",
        "peek looks at one place, and {0} were named",
        "nothing was read",
        "name an address or a range, or one of --mapping, --arena, --size, --group, --all",
        ExitCode.Usage);

    public static readonly GapText PeekNowhere = new("peek-nowhere",
        "no mapping holds this address",
        "nothing was read",
        "fathom map TARGET lists the mappings",
        ExitCode.CannotTell);

    public static readonly GapText PeekNoMapping = new("peek-no-mapping",
        "no mapping is called {0}",
        "nothing was read",
        "fathom map TARGET lists the mappings; a name is a whole path, its last part, or [heap]",
        ExitCode.CannotTell);

    public static readonly GapText PeekNoArena = new("peek-no-arena",
        "there is no arena {0}; malloc has {1}, the first is 0",
        "nothing was read",
        "fathom arenas TARGET lists them",
        ExitCode.CannotTell);

    public static readonly GapText PeekNoChunk = new("peek-no-chunk",
        "no live chunk has {0} bytes",
        "nothing was read",
        "fathom arenas TARGET --bins lists the sizes that live chunks have; a request of n bytes makes a chunk of n + 8, rounded up to 16",
        ExitCode.CannotTell);

    public static readonly GapText PeekNoGroup = new("peek-no-group",
        "the census shows no block of {0}",
        "nothing was read",
        "fathom census TARGET lists owners and structures: OWNER or OWNER/STRUCTURE, of which a part is enough; what has no owner is unattributed",
        ExitCode.CannotTell);

    public static readonly GapText PeekAbsent = new("peek-absent",
        "nothing of it is in memory",
        "there is nothing to show",
        "pages that were never touched are not read, and those in swap only with --swap-in: that brings them into the target's memory",
        ExitCode.CannotTell);

    public static readonly GapText PeekNotShown = new("peek-not-shown",
        "there is no memory to look into",
        "the question is not answered",
        "the gaps beside this one say what is missing; a core or a running process has what a folder of files has not",
        ExitCode.CannotTell);

    static IReadOnlyList<GapText> Peek => [PeekNotUnderstood, PeekOnePlace, PeekNowhere, PeekNoMapping, PeekNoArena, PeekNoChunk, PeekNoGroup, PeekAbsent, PeekNotShown];
}
