using Fathom.Evidence;

namespace Fathom.Lab.Running;

/// <summary>PT phase | key=value … (lab/frame/Lab.java). Other lines are the JVM's own: its warnings go to stdout.</summary>
public static class PhaseLine
{
    const string Mark = "PT ";
    const string Bar = " | ";
    const int LongestLine = 64 * 1024;
    const int LongestShown = 200;

    public static bool Is(string line) => line.StartsWith(Mark, StringComparison.Ordinal);

    public static Result<Phase> Parse(string line)
    {
        int bar = line.IndexOf(Bar, StringComparison.Ordinal);
        if (!Is(line) || line.Length > LongestLine || bar <= Mark.Length)
            return NotUnderstood(line);
        string name = line[Mark.Length..bar];
        if (!name.All(char.IsAsciiLetterOrDigit))
            return NotUnderstood(line);
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (string fact in line[(bar + Bar.Length)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = fact.IndexOf('=');
            if (equals <= 0 || !values.TryAdd(fact[..equals], fact[(equals + 1)..]))
                return NotUnderstood(line);
        }
        return values.Count > 0 ? new Phase(name, values, line) : NotUnderstood(line);
    }

    static Gap NotUnderstood(string line) =>
        Gaps.PhaseNotUnderstood.At("stdout", null, line.Length > LongestShown ? line[..LongestShown] + "…" : line);
}
