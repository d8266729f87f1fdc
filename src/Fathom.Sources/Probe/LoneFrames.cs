using Fathom.Evidence;

namespace Fathom.Sources.Probe;

/// <summary>Whose code called malloc in stacks that end there: the probe had no rows to walk on by (stacks.c, native_frames).</summary>
/// <param name="Late">Files that came while the trace was under way, and have rows: it had not been given them yet.</param>
/// <param name="HasBare">Other code is among them that says nothing of its frames.</param>
public sealed record LoneFrames(IReadOnlyList<string> Late, bool HasBare)
{
    /// <param name="first">What was loaded at the beginning: its rows were there before any sample.</param>
    /// <param name="isBare">It says nothing of its frames.</param>
    internal static LoneFrames Of(ProbeTable table, IReadOnlyList<LoadedImage> images, IReadOnlySet<ImageIdentity> first, Func<LoadedImage, bool> isBare)
    {
        SortedSet<string> late = new(StringComparer.Ordinal);
        bool hasBare = false;
        foreach (ProbeStack stack in table.Stacks)
        {
            if (stack.Ready == 0 || Lone(table, stack) is not { } pc)
                continue;
            LoadedImage? image = images.FirstOrDefault(each => each.Range.Contains(pc));
            if (image is null || isBare(image))
                hasBare = true;
            else if (!first.Contains(image.Identity))
                late.Add(image.Name);
        }
        return new LoneFrames([.. late], hasBare);
    }

    /// <summary>The only native frame of a stack: a return address, so the call is the byte before.</summary>
    static Address? Lone(ProbeTable table, ProbeStack stack)
    {
        if (stack.Length == 0 || stack.Frame >= ProbeLayout.Frames - 1 || table.Frames[(int)stack.Frame] is var own && !IsNative(own))
            return null;
        bool isLone = stack.Length == 1 || !IsNative(table.Frames[(int)stack.Frame + 1]);
        return isLone ? new Address(unchecked(own - 1)) : null;
    }

    static bool IsNative(ulong word) => (word & ProbeLayout.JavaFrame) == 0 && word >> 60 != 0xF;
}
