using Fathom.Sources.Formats;

namespace Fathom.Sources.HotSpot.Attach;

/// <summary>
/// The exception that a diagnostic command ended with: HotSpot prints it as text (java_lang_Throwable::print) behind
/// -1, and from JDK 25 on behind 0, which it had sent before the command ran (JDK-8319055).
/// </summary>
public static class FailureText
{
    /// <summary>Its line, where the answer begins with one: "java.lang.IllegalArgumentException: Unknown …".</summary>
    public static string? In(ReadOnlySpan<byte> answer)
    {
        string line = FirstLine(answer);
        int end = line.IndexOf(": ", StringComparison.Ordinal);
        string name = end < 0 ? line : line[..end];
        return IsThrowable(name) ? line : null;
    }

    /// <summary>What a JVM that says -1 gives as the reason.</summary>
    public static string FirstLine(ReadOnlySpan<byte> answer)
    {
        Lines lines = new(answer);
        return lines.MoveNext() ? Shown(lines.Current) : "no reason given";
    }

    static string Shown(ReadOnlySpan<byte> line) => ForeignText.Decode(line[..Math.Min(line.Length, 300)]);

    static bool IsThrowable(string name) =>
        name.Contains('.') && !name.Contains(' ')
        && (name.EndsWith("Exception", StringComparison.Ordinal) || name.EndsWith("Error", StringComparison.Ordinal));
}
