namespace Fathom.Views.Text;

/// <summary>Text broken at words, its lines indented under each other.</summary>
static class Paragraph
{
    const int Label = 10;

    /// <summary>What is said under a label.</summary>
    public static void Write(string label, string text, int columns, TextWriter to) =>
        Wrap(label.PadRight(Label - 1) + " ", new string(' ', Label), text, columns, to);

    /// <param name="first">What the first line begins with.</param>
    /// <param name="indent">What the others begin with.</param>
    public static void Wrap(string first, string indent, string text, int columns, TextWriter to)
    {
        string line = first;
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
        to.WriteLine(line.TrimEnd());
    }
}
