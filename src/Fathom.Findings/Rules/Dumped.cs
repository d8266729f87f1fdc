using Fathom.Accounting;

namespace Fathom.Findings.Rules;

/// <summary>Where a thread of a dump stands, in a few words.</summary>
static class Dumped
{
    /// <summary>The first frame that is not the JDK's, or the first of all.</summary>
    public static string? Place(IReadOnlyList<string> stack) => stack.Count == 0 ? null : Jvm.Short(JavaFrames.FirstOwn(stack) ?? stack[0]);
}
