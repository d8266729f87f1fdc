using Fathom.Accounting;
using Fathom.Findings;

namespace Fathom.Views.Text;

/// <summary>A finding as the first screen shows it: the line that matters, then what it rests on.</summary>
static class FindingView
{
    const int MostEvidence = 4;

    public static void Write(Finding finding, int columns, TextWriter to)
    {
        Lines(Word(finding.Severity) + " " + finding.Confidence.Word() + " " + finding.Rule + "  " + finding.Title, "  ", columns, to);
        foreach (string line in finding.Evidence.Take(finding.IsInformation ? 1 : MostEvidence))
            Lines("  " + line, "    ", columns, to);
    }

    public static string Word(Severity severity) => severity switch
    {
        Severity.Critical => "CRITICAL",
        Severity.Warning => "WARNING",
        _ => "NOTE",
    };

    static void Lines(string text, string indent, int columns, TextWriter to)
    {
        string safe = Printable.Of(text);
        int lead = safe.Length - safe.TrimStart().Length;
        string line = safe[..lead];
        bool begun = false;
        foreach (string word in safe[lead..].Split(' '))
        {
            if (begun && line.Length + 1 + word.Length > columns)
            {
                to.WriteLine(line.TrimEnd());
                (line, begun) = (indent, false);
            }
            line += begun ? " " + word : word;
            begun = true;
        }
        to.WriteLine(line.TrimEnd());
    }
}
