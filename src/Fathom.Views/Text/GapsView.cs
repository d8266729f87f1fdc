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
            Paragraph.Wrap("", "  ", $"Missing: {gap.What}{errno}, at {gap.Where}", columns, to);
            Paragraph.Wrap("    ", "    ", "so: " + gap.So, columns, to);
            Paragraph.Wrap("    ", "    ", "try: " + gap.Try, columns, to);
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
}
