using System.Globalization;
using Fathom.Accounting.Profiles;
using Fathom.Evidence.Profiles;
using Fathom.Views.Text;

namespace Fathom.Views.Profiles;

/// <summary>Who called a function, and whom it called.</summary>
static class ProfilePeekView
{
    public static void Write(ProfileReport report, ProfileColumn column, FramePattern peek, int top, int columns, TextWriter to)
    {
        CallForest forest = report.Forest;
        CallRow[] rows = CallTable.Sorted(forest, CallTable.Rows(forest, report.Now, report.Before), byCumulative: true);
        CallEdge[] edges = CallTable.Edges(forest, report.Now, report.Before);
        Func<double, string> show = report.Before is null ? value => Amount.Of(column, value) : value => Amount.Change(column, value);
        CallRow[] meant = [.. rows.Where(row => peek.Fits(forest.Labels[row.Label]))];
        foreach (CallRow row in meant.Take(top))
        {
            to.WriteLine(Printable.Cut(forest.Labels[row.Label], columns));
            to.WriteLine($"  flat {show(row.FlatChange)}, cumulative {show(row.CumulativeChange)}");
            Write(forest, show, "called by", [.. edges.Where(edge => edge.Callee == row.Label)], row, top, columns, to, edge => edge.Caller);
            Write(forest, show, "calls", [.. edges.Where(edge => edge.Caller == row.Label)], row, top, columns, to, edge => edge.Callee);
        }
        if (meant.Length == 0)
            to.WriteLine("No frame of that name.");
        else if (meant.Length > top)
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{meant.Length - top:N0} more frames fit (--top shows more)."));
    }

    static void Write(
        CallForest forest, Func<double, string> show, string title, CallEdge[] edges, CallRow row, int top, int columns, TextWriter to, Func<CallEdge, int> other)
    {
        if (edges.Length == 0)
            return;
        to.WriteLine("  " + title);
        Table table = new(to, columns, new("", 11, Align.Right), new("", 7, Align.Right), new("", 0));
        foreach (CallEdge edge in edges.Take(top))
            table.Row(show(edge.Value), ProfileView.Share(edge.Value, row.CumulativeChange), forest.Labels[other(edge)]);
    }
}
