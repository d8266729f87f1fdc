using Fathom.Evidence;

namespace Fathom.Views.Text;

/// <summary>What could not be read, each with what follows and what to do.</summary>
public static class GapsView
{
    public static void Write(IReadOnlyList<Gap> gaps, int columns, TextWriter to)
    {
        foreach (Gap gap in gaps)
        {
            string errno = gap.Errno is { } name ? $" ({name})" : "";
            Wrap($"Missing: {gap.What}{errno}, at {gap.Where}", "  ", columns, to);
            Wrap("so: " + gap.So, "    ", columns, to, indentFirst: true);
            Wrap("try: " + gap.Try, "    ", columns, to, indentFirst: true);
        }
    }

    /// <summary>An error that ends the answer, on stderr.</summary>
    public static void WriteError(Gap gap, TextWriter to)
    {
        string errno = gap.Errno is { } name ? $" ({name})" : "";
        to.WriteLine($"fathom: {Printable.Of(gap.What)}{errno}: {Printable.Of(gap.Where)}");
        to.WriteLine("  so: " + Printable.Of(gap.So));
        to.WriteLine("  try: " + Printable.Of(gap.Try));
    }

    static void Wrap(string text, string indent, int columns, TextWriter to, bool indentFirst = false)
    {
        string line = indentFirst ? indent : "";
        bool begun = false;
        foreach (string word in Printable.Of(text).Split(' '))
        {
            if (begun && line.Length + 1 + word.Length > columns)
            {
                to.WriteLine(line);
                (line, begun) = (indent, false);
            }
            line += begun ? " " + word : word;
            begun = true;
        }
        to.WriteLine(line);
    }
}
