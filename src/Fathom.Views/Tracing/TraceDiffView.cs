using System.Globalization;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Views.Text;

namespace Fathom.Views.Tracing;

/// <summary>A trace beside an earlier one, by what stayed a second.</summary>
static class TraceDiffView
{
    public static void Write(TraceDifference difference, int top, int columns, TextWriter to)
    {
        Paragraph.Write("Diff", Words(difference), columns, to);
        TraceChange[] sure = [.. difference.Changes.Where(change => change.IsSure)];
        if (sure.Length > 0)
        {
            Table table = new(to, columns, new("Was/s", 9, Align.Right), new("Is/s", 9, Align.Right), new("Change/s", 10, Align.Right), new("±", 9, Align.Right), new("Who called malloc, and for whom", 0));
            table.Header();
            foreach (TraceChange row in sure.Take(top))
            {
                table.Row(Size(row.Before), Size(row.Now), SizeText.Change(new Bytes((long)row.Change)), Size(row.Error), row.Native);
                if (row.Java is { } java)
                    table.Under("<- " + java);
            }
        }
        if (sure.Length > top)
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {sure.Length - top:N0} more (--top shows more)."));
        if (difference.Changes.Count > sure.Length)
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {difference.Changes.Count - sure.Length:N0} did not change by more than the error of their samples."));
    }

    static string Words(TraceDifference difference)
    {
        string taken = difference.Earlier.TakenAt is { } at ? string.Create(CultureInfo.InvariantCulture, $", {at.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC") : "";
        return $"beside {difference.Earlier.Place}{taken}: {Size(difference.Changes.Sum(row => row.Now))}/s stay, where it was {Size(difference.Changes.Sum(row => row.Before))}/s";
    }

    static string Size(double bytes) => SizeText.Of(new Bytes((long)Math.Clamp(bytes, -(1L << 60), 1L << 60)));
}
