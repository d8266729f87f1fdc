using System.Globalization;
using Fathom.Accounting.Profiles;
using Fathom.Evidence.Profiles;
using Fathom.Views.Text;

namespace Fathom.Views.Profiles;

/// <summary>The stacks from the outside in; branches of less than a part of the whole are left out and summed.</summary>
static class ProfileTreeView
{
    const double LeastShare = 0.005;

    // Of columns: the farthest that a name is moved to the right, and what is left to it at least.
    const int DeepestIndent = 60, LeastIndent = 8, RoomForName = 32;

    public static void Write(ProfileReport report, ProfileColumn column, int columns, TextWriter to)
    {
        DrawnTree tree = DrawnTree.Of(report.Forest, report.Now, report.Before, LeastShare);
        Table table = new(to, columns, new("Cumulative", 10, Align.Right), new("%", 7, Align.Right), new("Flat", 10, Align.Right), new("", 0));
        table.Header();
        int deepest = Math.Clamp(table.LastWidth - RoomForName, LeastIndent, DeepestIndent);
        foreach (DrawnNode node in tree.Nodes)
        {
            // From there on the depth is told in front of the name.
            string indent = node.Depth - 1 <= deepest ? new(' ', node.Depth - 1) : string.Create(CultureInfo.InvariantCulture, $"{new string(' ', deepest)}{node.Depth}: ");
            string name = node.Label < 0 ? "(smaller ones)" : report.Forest.Labels[node.Label];
            table.Row(Show(node.Total - node.TotalBefore), ProfileView.Share(node.Total - node.TotalBefore, tree.Whole),
                node.Self - node.SelfBefore == 0 ? "" : Show(node.Self - node.SelfBefore), indent + name);
        }

        string Show(double value) => report.Before is null ? Amount.Of(column, value) : Amount.Change(column, value);
    }
}
