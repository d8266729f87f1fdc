namespace Fathom.Evidence.Profiles;

/// <summary>Rows of a stack and its values, one for each column of the profile.</summary>
/// <param name="threads">A text for each row; null where none has one.</param>
public sealed class ProfileSamples(int width, int[] stacks, long[] values, int[]? threads = null)
{
    public int Count => stacks.Length;

    public int Width => width;

    public ReadOnlySpan<int> Stacks => stacks;

    public bool HasThreads => threads is not null;

    public ReadOnlySpan<long> Of(int sample) => values.AsSpan(sample * width, width);

    public int ThreadOf(int sample) => threads?[sample] ?? 0;
}
