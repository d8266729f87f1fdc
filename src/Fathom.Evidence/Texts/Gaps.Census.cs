namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText CensusNotShown = new("census-not-shown",
        "there is no census of this target's live blocks",
        "whose they are is not told",
        "the gaps above say why; a running process with glibc's malloc, or a core of one, is needed",
        ExitCode.CannotTell);

    public static readonly GapText CensusInPart = new("census-in-part",
        "the census leaves out {0}",
        "what only this part tells is missing: some blocks may have an owner that is not told",
        "no option reads more; it is a bound on fathom's own memory and time");

    public static readonly GapText FingerprintUnreadable = new("fingerprint-unreadable",
        "a fingerprint is not understood: {0}",
        "none of its file is used",
        "docs/commands/census.md tells how fingerprints are written",
        ExitCode.Usage);

    public static readonly GapText FingerprintNotLearned = new("fingerprint-not-learned",
        "nothing that grew between the two looks has marks to know it by: {0}",
        "no fingerprint was written",
        "repeat the action more often between the looks; blocks without addresses in them or to them have no marks",
        ExitCode.CannotTell);

    static IReadOnlyList<GapText> Census => [CensusNotShown, CensusInPart, FingerprintUnreadable, FingerprintNotLearned];
}
