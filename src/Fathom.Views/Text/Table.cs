namespace Fathom.Views.Text;

public enum Align
{
    Left,
    Right,
}

/// <summary>A column of fixed width; the last one of a table may run to the end of the line.</summary>
public readonly record struct Column(string Title, int Width, Align Align = Align.Left);

/// <summary>
/// Writes rows as they come, with widths fixed beforehand: a process may have a million mappings, and the table must
/// not be kept (docs/adr/0002-libraries.md).
/// </summary>
public sealed class Table(TextWriter to, int columns, params Column[] layout)
{
    readonly int _last = Math.Max(LeastLast, columns - layout[..^1].Sum(column => column.Width + Between) - Indent);

    // A table that needs more columns than there are becomes wider: cut names would say nothing.
    const int LeastLast = 24;
    const int Indent = 2;
    const int Between = 2;

    /// <summary>Columns that the last cell may fill.</summary>
    public int LastWidth => _last;

    public void Header() => Row([.. layout.Select(column => column.Title)]);

    public void Row(params ReadOnlySpan<string> cells)
    {
        to.Write("  ");
        for (int i = 0; i < layout.Length - 1; i++)
        {
            string cell = Printable.Cut(cells[i], layout[i].Width);
            to.Write(layout[i].Align == Align.Right ? cell.PadLeft(layout[i].Width) : cell.PadRight(layout[i].Width));
            to.Write("  ");
        }
        to.WriteLine(Printable.Cut(cells[^1], _last).TrimEnd());
    }

    /// <summary>A remark below a row, behind its first column.</summary>
    public void Under(string text)
    {
        int indent = Indent + layout[0].Width + Between;
        to.WriteLine(new string(' ', indent) + Printable.Cut(text, Math.Max(8, columns - indent)));
    }
}
