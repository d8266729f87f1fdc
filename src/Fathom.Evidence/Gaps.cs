namespace Fathom.Evidence;

/// <summary>The catalogue of gaps and errors. docs/errors.md has one heading for each; a test compares them.</summary>
public static partial class Gaps
{
    public static IReadOnlyList<GapText> All =>
        [.. Usage, .. Process, .. Memory, .. Elf, .. Cgroup, .. Files, .. Lab, .. Answer];

    /// <summary>How the process ends when this gap is all the answer there is.</summary>
    public static int ExitCodeOf(Gap gap)
    {
        foreach (GapText text in All)
        {
            if (text.Id == gap.Id)
                return text.ExitCode;
        }
        return ExitCode.Internal;
    }
}
