using System.Globalization;
using System.Net;
using Fathom.Accounting.Profiles;
using Fathom.Evidence.Profiles;
using Fathom.Views.Text;

namespace Fathom.Views.Profiles;

/// <summary>A flame graph as a picture: the outermost frame at the bottom, a title on each box.</summary>
public static class FlameSvg
{
    const int Width = 1200;
    const int Row = 17;
    const double LetterWidth = 7.23;
    const double Thinnest = 0.1;

    public static void Write(ProfileReport report, TextWriter to)
    {
        FlameLayout layout = FlameLayout.Of(report);
        int height = (layout.Deepest + 3) * Row;
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" viewBox=\"0 0 {Width} {height}\" font-family=\"monospace\" font-size=\"12\">"));
        to.WriteLine("<rect width=\"100%\" height=\"100%\" fill=\"#fdfdf8\"/>");
        to.WriteLine($"<text x=\"8\" y=\"{Row}\">{Safe(ProfileView.Title(report.Column!) + " " + Amount.Of(report.Column!, report.Moments[^1].Total) + ", " + report.Moments[^1].Place)}</text>");
        var left = new double[layout.Deepest + 2];
        for (int i = 0; i < layout.Nodes.Count; i++)
        {
            DrawnNode node = layout.Nodes[i];
            double at = left[node.Depth], width = layout.Whole == 0 ? 0 : layout.Widths[i] * Width / layout.Whole;
            left[node.Depth] += width;
            left[node.Depth + 1] = at;
            if (width >= Thinnest)
                WriteBox(layout, node, at, height - ((node.Depth + 1) * Row), width, to);
        }
        to.WriteLine("</svg>");
    }

    static void WriteBox(FlameLayout layout, in DrawnNode node, double x, int y, double width, TextWriter to)
    {
        (ProfileReport report, ProfileColumn column) = (layout.Report, layout.Report.Column!);
        string label = layout.Label(node);
        bool compares = report.Before is not null;
        string change = compares ? ", " + Amount.Change(column, node.Total - node.TotalBefore) : "";
        to.Write(string.Create(CultureInfo.InvariantCulture, $"<g><title>{Safe(label)}: {Amount.Of(column, node.Total)}{change}</title>"));
        to.Write(string.Create(CultureInfo.InvariantCulture,
            $"<rect x=\"{x:0.##}\" y=\"{y}\" width=\"{width:0.##}\" height=\"{Row - 1}\" fill=\"{FlameColour.Of(label, node, compares, layout.Whole)}\"/>"));
        int letters = (int)((width - 6) / LetterWidth);
        if (letters > 2)
            to.Write(string.Create(CultureInfo.InvariantCulture, $"<text x=\"{x + 3:0.##}\" y=\"{y + 12}\">{Safe(Printable.Cut(label, letters))}</text>"));
        to.WriteLine("</g>");
    }

    static string Safe(string text) => WebUtility.HtmlEncode(Printable.Of(text));
}
