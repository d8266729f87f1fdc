using System.Globalization;
using Fathom.Accounting.Profiles;

namespace Fathom.Views.Profiles;

/// <summary>"main;orders.put;malloc 4096": what flame graphs of any tool are made of. With a base, "before now" as difffolded has it.</summary>
public static class CollapsedText
{
    public static void Write(ProfileReport report, TextWriter to)
    {
        CallForest forest = report.Forest;
        for (int node = 1; node < forest.Count; node++)
        {
            (long now, long before) = (Amount.Whole(report.Now[node]), Amount.Whole(report.Before?[node] ?? 0));
            if (now == 0 && before == 0)
                continue;
            int[] stack = CallStacks.Of(forest, node);
            for (int i = 0; i < stack.Length; i++)
                to.Write((i == 0 ? "" : ";") + Name(forest.Labels[stack[i]]));
            to.WriteLine(report.Before is null ? string.Create(CultureInfo.InvariantCulture, $" {now}") : string.Create(CultureInfo.InvariantCulture, $" {before} {now}"));
        }
    }

    /// <summary>A semicolon parts frames, and a line ends a stack.</summary>
    static string Name(string label) => label.Replace(';', ':').Replace('\n', ' ').Replace('\r', ' ');
}
