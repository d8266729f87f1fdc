namespace Fathom.Evidence;

/// <summary>The catalogue of gaps and errors. docs/errors.md has one heading for each; a test compares them.</summary>
public static partial class Gaps
{
    // Made on first use: the texts are static fields of other files, and nobody promises those to be set earlier.
    public static IReadOnlyList<GapText> All => field ??=
        [.. Usage, .. Process, .. Memory, .. Malloc, .. Peek, .. Census, .. Reach, .. Elf, .. Vm, .. Cgroup, .. HotSpot, .. Objects, .. Acts, .. Files, .. Bundle, .. Saved, .. Profiles, .. HeapDump, .. Recordings, .. Probe, .. Events, .. Kernel, .. Lab, .. Reports, .. Tools, .. Answer];

    /// <summary>False of one that a newer fathom wrote down.</summary>
    public static bool Knows(Gap gap)
    {
        foreach (GapText text in All)
        {
            if (text.Id == gap.Id)
                return true;
        }
        return false;
    }

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
