using System.Globalization;
using Fathom.Accounting.Census;
using Fathom.Evidence.Census;

namespace Fathom.Views.Text;

/// <summary>A line for each live block: its address, its chunk's size, its owner, its structure.</summary>
public static class ChunkLines
{
    public static void Write(CensusChunks chunks, CensusRows rows, TextWriter to)
    {
        string[] ends = [.. rows.RowsOf.Select(row => row < 0 ? " - -" : $" {Word(rows.Rows[row].Owner)} {Word(rows.Rows[row].Structure)}")];
        chunks.Each((user, size, group) =>
        {
            to.Write("0x");
            to.Write(user.Value.ToString("x", CultureInfo.InvariantCulture));
            to.Write(' ');
            to.Write(size.Value.ToString(CultureInfo.InvariantCulture));
            to.WriteLine(group < ends.Length ? ends[group] : " - -");
        });
    }

    static string Word(string? name) => name is null ? "-" : Printable.Of(name).Replace(' ', '_');
}
