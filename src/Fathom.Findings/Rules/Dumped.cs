using Fathom.Evidence.HotSpot;

namespace Fathom.Findings.Rules;

/// <summary>Stacks of a thread dump.</summary>
static class Dumped
{
    const string Frame = "at ";

    /// <summary>Frames alone: the lines between them name monitors, each with an address of its own.</summary>
    public static IReadOnlyList<string> Stack(DumpedThread thread) =>
        [.. thread.Frames.Where(line => line.StartsWith(Frame, StringComparison.Ordinal)).Select(line => line[Frame.Length..])];

    /// <summary>The first frame that is not the JDK's, or the first of all.</summary>
    public static string? Place(IReadOnlyList<string> stack) => stack.Count == 0 ? null : Jvm.Short(stack.FirstOrDefault(frame => !IsOfJdk(frame)) ?? stack[0]);

    /// <summary>"java.lang.Thread.sleep(java.base@17.0.15/Native Method)".</summary>
    static bool IsOfJdk(string frame) => frame.StartsWith("java.", StringComparison.Ordinal) || frame.StartsWith("jdk.", StringComparison.Ordinal) || frame.StartsWith("sun.", StringComparison.Ordinal);
}
