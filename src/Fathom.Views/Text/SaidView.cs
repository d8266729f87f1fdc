using Fathom.Accounting.Saved;
using Fathom.Evidence;
using Fathom.Evidence.Saved;

namespace Fathom.Views.Text;

/// <summary>What tools among the texts say of parts that the ledger cannot divide: a line for each tool.</summary>
static class SaidView
{
    const int MostFigures = 12;

    public static void Write(SavedTexts? saved, int columns, TextWriter to)
    {
        if (saved is null)
            return;
        string label = "Told";
        foreach (IGrouping<string, SaidFigure> tool in SaidFigure.Of(saved).GroupBy(said => said.By))
        {
            SaidFigure[] all = [.. tool];
            Paragraph.Write(label, $"by {tool.Key}: {string.Join(", ", all.Take(MostFigures).Select(said => $"{said.What} {SizeText.Of(said.Size)}"))}{(all.Length > MostFigures ? " …" : "")}", columns, to);
            label = "";
        }
    }
}
