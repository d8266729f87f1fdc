using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Views.Text;

/// <summary>What an act does and costs, before it is done.</summary>
public static class PriceTagView
{
    /// <param name="what">The act in the user's words: "VM.version in 4242".</param>
    public static void Write(string what, PriceTag tag, int columns, TextWriter to)
    {
        Paragraph.Wrap("", "  ", $"act: {what}: {tag.Does}", columns, to);
        Paragraph.Wrap("  ", "    ", $"pause: {tag.Pause}; CPU: {tag.Cpu}; disk: {tag.Disk}; leaves: {tag.Leaves}", columns, to);
    }

    /// <summary>What it did cost, once it is done.</summary>
    public static void WriteCost(TimeSpan wall, IReadOnlyList<string> left, TextWriter to) =>
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  took {wall.TotalMilliseconds:0.0} ms; {(left.Count == 0 ? "nothing new left behind" : "left behind: " + string.Join(", ", left))}"));
}
