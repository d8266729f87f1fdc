using Fathom.Findings;

namespace Fathom.Views.Text;

/// <summary>Pages are written to be read as they are.</summary>
public static class ExplainView
{
    public static void Write(Explanation found, TextWriter to)
    {
        if (found.Title == found.Word)
            to.WriteLine(found.Word);
        to.WriteLine(found.Text.TrimEnd());
    }

    public static void WriteList(IReadOnlyList<Explanation> all, int columns, TextWriter to)
    {
        foreach (Explanation rule in all.Where(each => each.Title.Length > 0))
            Paragraph.Write(rule.Word, rule.Title, columns, to);
        Paragraph.Write("Words", string.Join(", ", all.Where(each => each.Title.Length == 0).Select(each => each.Word)), columns, to);
    }
}
