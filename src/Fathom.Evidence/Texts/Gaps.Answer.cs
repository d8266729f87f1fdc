namespace Fathom.Evidence;

public static partial class Gaps
{
    static IReadOnlyList<GapText> Answer => [];
}
