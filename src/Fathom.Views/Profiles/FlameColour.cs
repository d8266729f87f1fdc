using Fathom.Accounting.Profiles;

namespace Fathom.Views.Profiles;

/// <summary>Warm colours that tell neighbours apart; with a base red for what grew, blue for what fell.</summary>
static class FlameColour
{
    public static string Of(string label, in DrawnNode node, bool compares, double whole)
    {
        if (compares)
        {
            double change = whole == 0 ? 0 : (node.Total - node.TotalBefore) / whole;
            int pale = 235 - (int)(175 * Math.Min(1, Math.Sqrt(Math.Abs(change))));
            return change > 0 ? $"rgb(255,{pale},{pale})" : change < 0 ? $"rgb({pale},{pale},255)" : "rgb(235,235,235)";
        }
        uint hash = 2166136261;
        foreach (char letter in label)
            hash = unchecked((hash ^ letter) * 16777619);
        return $"rgb({205 + (hash % 50)},{(hash >> 8) % 200 + 40},{(hash >> 16) % 60})";
    }
}
