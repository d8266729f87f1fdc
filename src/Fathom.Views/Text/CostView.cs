using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Views.Text;

/// <summary>Last line of every answer: what looking cost, and whom.</summary>
public static class CostView
{
    public static void Write(Cost cost, TextWriter to)
    {
        string stopped = cost.TargetStopped == TimeSpan.Zero ? "never stopped" : $"stopped {Milliseconds(cost.TargetStopped)}";
        string left = cost.LeftBehind.Count == 0 ? "nothing left behind" : "left behind: " + string.Join(", ", cost.LeftBehind);
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Looked {cost.Wall.TotalSeconds:0.00} s; target {stopped}, delayed <= {Milliseconds(cost.TargetDelayed)}; {left}"));
    }

    /// <summary>For answers that end with their figures: the cost is told where something stays in the target.</summary>
    public static void WriteLeft(Cost cost, TextWriter to)
    {
        if (cost.LeftBehind.Count > 0)
            Write(cost, to);
    }

    static string Milliseconds(TimeSpan time) =>
        time.TotalMilliseconds.ToString(time.TotalMilliseconds < 10 ? "0.0#" : "0", CultureInfo.InvariantCulture) + " ms";
}
