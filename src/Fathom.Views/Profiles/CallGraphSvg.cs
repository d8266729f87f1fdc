using System.Globalization;
using System.Net;
using Fathom.Accounting.Profiles;
using Fathom.Views.Text;

namespace Fathom.Views.Profiles;

/// <summary>Who called whom as a picture, what jeprof --pdf draws, without graphviz.</summary>
public static class CallGraphSvg
{
    const double Margin = 20;
    const double LeastWidth = 900;
    const double Line = 17;

    public static void Write(ProfileReport report, TextWriter to)
    {
        CallGraph graph = CallGraph.Of(report.Forest, report.Now, report.Before);
        CallGraphBox[] boxes = CallGraphBox.Of(report, graph);
        List<string> head = CallGraphHead.Lines(report, graph);
        CallGraphPlaces places = new(graph, boxes, Margin, Margin + (head.Count * Line) + 14);
        CallGraphEdges edges = new(report, graph, boxes, places);
        string lines = edges.Draw();
        double right = Math.Max(places.Right, edges.Right) + Margin;
        (double width, double height) = (Math.Max(LeastWidth, right), places.Bottom + Margin);
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:0}\" height=\"{height:0}\" viewBox=\"0 0 {width:0} {height:0}\" font-family=\"monospace\" font-size=\"12\">"));
        to.WriteLine("<style>.e { stroke: #fdfdf8; stroke-width: 3px; paint-order: stroke }</style>");
        to.WriteLine("<rect width=\"100%\" height=\"100%\" fill=\"#fdfdf8\"/>");
        for (int i = 0; i < head.Count; i++)
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"<text x=\"{Margin}\" y=\"{Margin + (i * Line) + 4}\">{Safe(Printable.Cut(head[i], 115))}</text>"));
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"<g transform=\"translate({(width - right) / 2:0.#},0)\">"));
        to.Write(lines);
        for (int i = 0; i < boxes.Length; i++)
            WriteBox(report, graph, graph.Nodes[i], boxes[i], places.Middle(i), (places.RowTop(i) + places.RowBottom(i)) / 2, to);
        to.WriteLine("</g></svg>");
    }

    static void WriteBox(ProfileReport report, CallGraph graph, in CallRow row, in CallGraphBox box, double x, double y, TextWriter to)
    {
        double top = y - (box.Height / 2);
        to.Write(string.Create(CultureInfo.InvariantCulture, $"<g text-anchor=\"middle\" font-size=\"{box.Letters:0.#}\"><title>{Safe(report.Forest.Labels[row.Label])}: {Safe(box.Figures)}</title>"));
        to.Write(string.Create(CultureInfo.InvariantCulture,
            $"<rect class=\"f\" x=\"{x - (box.Width / 2):0.#}\" y=\"{top:0.#}\" width=\"{box.Width:0.#}\" height=\"{box.Height:0.#}\" rx=\"3\" fill=\"{BoxColour(report, graph, row)}\" stroke=\"{LineColour(report, row.CumulativeChange)}\"/>"));
        to.Write(string.Create(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{top + 3 + (box.NameLetters * 1.05):0.#}\" font-size=\"{box.NameLetters:0.#}\"{Fitted(box.Name, box.NameLetters)}>{Safe(box.Name)}</text>"));
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{top + 3 + (box.NameLetters * 1.2) + (box.Letters * 1.05):0.#}\"{Fitted(box.Figures, box.Letters)}>{Safe(box.Figures)}</text></g>"));
    }

    /// <summary>Letters of other scripts may be wider than a monospaced one.</summary>
    static string Fitted(string text, double letters) => System.Text.Ascii.IsValid(text.Replace('…', '.')) ? ""
        : string.Create(CultureInfo.InvariantCulture, $" textLength=\"{text.Length * letters * CallGraphBox.LetterWidth:0.#}\" lengthAdjust=\"spacingAndGlyphs\"");

    /// <summary>The redder the more it has itself; with a base blue for what fell.</summary>
    static string BoxColour(ProfileReport report, CallGraph graph, in CallRow row)
    {
        int pale = 245 - (int)(110 * Math.Sqrt(graph.Share(row.FlatChange)));
        return row.FlatChange == 0 ? "#f4f4f0" : row.FlatChange < 0 ? $"rgb({pale},{pale},255)" : report.Before is null ? $"rgb(255,{pale},{pale - 25})" : $"rgb(255,{pale},{pale})";
    }

    internal static string LineColour(ProfileReport report, double value) => report.Before is null ? "#8290a0" : value < 0 ? "#7080d0" : "#d07070";

    internal static string Show(ProfileReport report, double value) => report.Before is null ? Amount.Of(report.Column!, value) : Amount.Change(report.Column!, value);

    internal static string WithShare(ProfileReport report, CallGraph graph, double value) =>
        string.Create(CultureInfo.InvariantCulture, $"{Show(report, value)} ({100 * graph.Share(value):0.#} %)");

    internal static string Safe(string text) => WebUtility.HtmlEncode(Printable.Of(text));
}
