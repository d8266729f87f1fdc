using Fathom.Evidence;

namespace Fathom.Views;

/// <summary>Parts of a look by the verbs that show them.</summary>
static class LookWords
{
    public static IReadOnlyList<(LookParts Part, string Word)> All { get; } =
    [
        (LookParts.Malloc, "malloc"),
        (LookParts.Census, "census"),
        (LookParts.Reach, "lost blocks"),
        (LookParts.Figures, "JVM figures"),
        (LookParts.NmtBlocks, "NMT blocks"),
        (LookParts.OpenFiles, "open files"),
        (LookParts.Container, "container"),
        (LookParts.Shares, "smaps"),
        (LookParts.Answers, "answers of the JVM"),
        (LookParts.Peek, "contents of live blocks"),
    ];
}
