namespace Fathom.Evidence;

/// <summary>The catalogue of gaps and errors. docs/errors.md has one heading for each; a test compares them.</summary>
public static partial class Gaps
{
    public static IReadOnlyList<GapText> All { get; } =
        [.. Usage, .. Process, .. Memory, .. Elf, .. Cgroup, .. Files, .. Lab, .. Answer];
}
