using Fathom.Evidence.HotSpot;

namespace Fathom.Accounting;

/// <summary>Stacks of a thread dump.</summary>
public static class JavaFrames
{
    const string Frame = "at ";

    /// <summary>Frames alone: the lines between them name monitors, each with an address of its own.</summary>
    public static IReadOnlyList<string> Of(DumpedThread thread) =>
        [.. thread.Frames.Where(line => line.StartsWith(Frame, StringComparison.Ordinal)).Select(line => line[Frame.Length..])];

    /// <summary>The first frame that is not the JDK's ("java.lang.Thread.sleep(java.base@17.0.15/Native Method)"); null where all are.</summary>
    public static string? FirstOwn(IReadOnlyList<string> stack) => stack.FirstOrDefault(frame => !IsOfJdk(frame));

    public static bool IsOfJdk(string frame) => frame.StartsWith("java.", StringComparison.Ordinal) || frame.StartsWith("jdk.", StringComparison.Ordinal) || frame.StartsWith("sun.", StringComparison.Ordinal);
}
