using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;

namespace Fathom.Views.Text;

/// <summary>Of which texts a case was made, what each of them was taken for, and how much of it nobody read.</summary>
static class SavedView
{
    const int MostPieces = 20;
    const int MostTags = 8;

    public static void Write(Snapshot snapshot, int columns, TextWriter to)
    {
        if (snapshot.Saved is not { } saved)
            return;
        string label = "Files";
        foreach (SavedPiece piece in saved.Pieces.Take(MostPieces))
        {
            Paragraph.Write(label, Sentence(piece), columns, to);
            label = "";
        }
        if (saved.Pieces.Count > MostPieces)
            Paragraph.Write(label, string.Create(CultureInfo.InvariantCulture, $"and {saved.Pieces.Count - MostPieces} more: --json has them"), columns, to);
    }

    /// <summary>What the JVM itself says it has, where a report of it was given: committed, which may be more than is in memory.</summary>
    public static void WriteNmt(Snapshot snapshot, int columns, TextWriter to)
    {
        if (snapshot.Saved is null || snapshot.JvmState?.Nmt?.Report is not { Categories.Count: > 0 } report)
            return;
        List<string> parts = [];
        foreach (NmtCategory category in report.Categories.OrderByDescending(category => category.Committed.Size.Value).Take(MostTags))
        {
            if (category.Committed.Size > Bytes.Zero)
                parts.Add($"{category.Tag} {SizeText.Of(category.Committed.Size)}");
        }
        Paragraph.Write("NMT", $"committed {SizeText.Of(report.Committed.Size)} = {string.Join(", ", parts)}{(report.Categories.Count > parts.Count ? " …" : "")}", columns, to);
    }

    static string Sentence(SavedPiece piece)
    {
        // What is no text has no lines.
        string where = piece.LastLine == 0 ? piece.File : string.Create(CultureInfo.InvariantCulture, $"{piece.File}:{piece.FirstLine}-{piece.LastLine}");
        string pid = piece.Pid is { } known ? string.Create(CultureInfo.InvariantCulture, $" of {known}") : "";
        string kind = piece.Kind is null ? $"of no known form: \"{piece.Begin}\"" : piece.Kind + pid;
        string unread = piece.Unread > 0 && piece.Kind is not null ? string.Create(CultureInfo.InvariantCulture, $", {piece.Unread} lines not used") : "";
        return $"{where}  {kind}{unread}{(piece.IsApart ? ", left aside: of another process" : "")}";
    }
}
