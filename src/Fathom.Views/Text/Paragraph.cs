namespace Fathom.Views.Text;

/// <summary>A label and what is said under it, broken at words and indented under itself.</summary>
static class Paragraph
{
    const int Label = 10;

    public static void Write(string label, string text, int columns, TextWriter to)
    {
        string indent = new(' ', Label);
        string line = label.PadRight(Label - 1);
        bool begun = false;
        foreach (string word in Printable.Of(text).Split(' '))
        {
            if (begun && line.Length + 1 + word.Length > columns)
            {
                to.WriteLine(line);
                line = indent[..^1];
            }
            line += " " + word;
            begun = true;
        }
        to.WriteLine(line.TrimEnd());
    }
}
