using Fathom.Accounting.Census;

namespace Fathom.Views.Text;

/// <summary>The largest row of the census that has a name, as a sentence.</summary>
static class CensusLine
{
    /// <summary>What has a name says more than the largest heap of unknown data.</summary>
    public static void WriteLargest(CensusRows rows, int columns, TextWriter to)
    {
        if (rows.Rows.Count == 0)
            return;
        CensusRow named = rows.Rows.FirstOrDefault(row => row.Owner is not null || row.Holder is not null) ?? rows.Rows[0];
        Paragraph.Write("Largest", CensusSentence.Of(named), columns, to);
    }
}
