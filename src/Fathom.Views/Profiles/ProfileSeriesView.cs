using System.Globalization;
using Fathom.Accounting.Profiles;
using Fathom.Evidence.Profiles;
using Fathom.Views.Text;

namespace Fathom.Views.Profiles;

/// <summary>A series of dumps: each a moment of one process, none added to another.</summary>
static class ProfileSeriesView
{
    const int MostMoments = 12;
    const int FramesShown = 3;

    public static void Write(ProfileReport report, ProfileColumn column, int top, int columns, TextWriter to)
    {
        WriteMoments(report.Moments, column, columns, to);
        StackHistory[] grown = [.. report.Growth.Histories().Where(stack => stack.Growth > 0)];
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Grown from the first to the last: {grown.Length:N0} stacks"));
        if (grown.Length == 0)
            return;
        Table table = new(to, columns, new("Growth", 9, Align.Right), new("First", 8, Align.Right), new("Last", 8, Align.Right), new("Peak", 8, Align.Right), new("Released", 8, Align.Right), new("", 0));
        table.Header();
        foreach (StackHistory stack in grown.Take(top))
            table.Row(Amount.Change(column, stack.Growth), Amount.Of(column, stack.First), Amount.Of(column, stack.Last), Amount.Of(column, stack.Peak),
                Amount.Of(column, stack.Given), Name(report.Forest, stack.Node));
        to.WriteLine("The last dump by itself:");
    }

    static void WriteMoments(IReadOnlyList<ProfileMoment> moments, ProfileColumn column, int columns, TextWriter to)
    {
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{moments.Count:N0} dumps, one after the other:"));
        Table table = new(to, columns, new(ProfileView.Title(column), 10, Align.Right), new("Change", 10, Align.Right), new("", 0));
        int highest = Highest(moments);
        for (int i = 0; i < moments.Count; i++)
        {
            // The first ones, the highest and the last ones tell the course; what is between is in the JSON.
            if (i == MostMoments / 2 && moments.Count > MostMoments)
            {
                int last = moments.Count - (MostMoments / 2);
                table.Row("…", "", "");
                if (highest >= i && highest < last)
                {
                    Row(highest);
                    table.Row("…", "", "");
                }
                i = last;
            }
            Row(i);
        }

        void Row(int at) => table.Row(Amount.Of(column, moments[at].Total), at == 0 ? "" : Amount.Change(column, moments[at].Total - moments[at - 1].Total),
            Printable.CutLeft(moments[at].Place, table.LastWidth));
    }

    static int Highest(IReadOnlyList<ProfileMoment> moments)
    {
        int highest = 0;
        for (int i = 1; i < moments.Count; i++)
            highest = moments[i].Total > moments[highest].Total ? i : highest;
        return highest;
    }

    /// <summary>The innermost frames, the caller behind the called.</summary>
    static string Name(CallForest forest, int node)
    {
        List<string> names = [];
        for (int at = node; at > 0 && names.Count < FramesShown; at = forest.Parents[at])
            names.Add(forest.Labels[forest.NodeLabels[at]]);
        return string.Join(" < ", names);
    }
}
