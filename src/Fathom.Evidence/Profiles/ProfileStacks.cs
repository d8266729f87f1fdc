namespace Fathom.Evidence.Profiles;

/// <summary>Stacks as a tree: each is a frame and the stack below it. Number 0 is the empty one; a parent stands before its children.</summary>
public sealed class ProfileStacks(int[] parents, int[] frames)
{
    public int Count => parents.Length;

    /// <summary>The caller's.</summary>
    public ReadOnlySpan<int> Parents => parents;

    public ReadOnlySpan<int> Frames => frames;
}
