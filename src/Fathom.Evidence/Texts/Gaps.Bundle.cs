namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText BundleDamaged = new("bundle-damaged",
        "the bundle is damaged: {0}",
        "what stands before that is read; the rest is not",
        "copy the file again, or capture again; fathom open FILE lists what is whole");

    public static readonly GapText BundleTooNew = new("bundle-too-new",
        "this bundle is of format {0}, which this fathom does not know",
        "nothing of it is read",
        "read it with the fathom that wrote it, or a newer one",
        ExitCode.Usage);

    public static readonly GapText BundleNotBundle = new("bundle-not-bundle",
        "{0} is no bundle: it does not begin as one",
        "nothing of it is read",
        "bundles are what fathom capture TARGET -o FILE.fathom writes",
        ExitCode.Usage);

    public static readonly GapText BundleTooLarge = new("bundle-too-large",
        "the bundle holds more than is read: {0}",
        "what is beyond that is left out",
        "capture again; no bundle of fathom's is that large");

    public static readonly GapText BundleHasNot = new("bundle-has-not",
        "this bundle does not hold {0}",
        "the question cannot be answered from it",
        "capture again: {1}",
        ExitCode.CannotTell);

    public static readonly GapText BundleNever = new("bundle-never-has",
        "no bundle holds {0}",
        "the question cannot be answered from it",
        "{1}",
        ExitCode.CannotTell);

    public static readonly GapText BundleNoPart = new("bundle-no-part",
        "this bundle has no part that is called {0}",
        "nothing is printed",
        "fathom open FILE lists the parts",
        ExitCode.Usage);

    public static readonly GapText BundleOnTerminal = new("bundle-on-terminal",
        "a bundle is no text for a terminal",
        "nothing was looked at",
        "name a file with -o FILE.fathom, or pipe it",
        ExitCode.Usage);

    public static readonly GapText BundleNotAlone = new("bundle-not-alone",
        "{0} is a bundle: all that was seen of one process, to which only heap dumps, recordings and profiles are added",
        "nothing was read",
        "give it alone, and the other files alone; fathom diff compares two of them",
        ExitCode.Usage);

    public static readonly GapText NameKeyNotUnderstood = new("name-key-not-understood",
        "the file of --redact-key holds no key: 32 hexadecimal digits",
        "nothing was looked at",
        "name a file that is not there: fathom makes one, with a new key in it",
        ExitCode.Usage);

    static IReadOnlyList<GapText> Bundle =>
        [BundleDamaged, BundleTooNew, BundleNotBundle, BundleTooLarge, BundleHasNot, BundleNever, BundleNoPart, BundleOnTerminal, BundleNotAlone,
            NameKeyNotUnderstood];
}
