using Fathom.Accounting.Profiles;
using Fathom.Views.Text;

namespace Fathom.Views.Profiles;

/// <summary>How a function of a call graph is written: the more it allocated itself, the larger.</summary>
/// <param name="NameLetters">A long name is written smaller before it is cut.</param>
/// <param name="Loop">Room at each side, where it calls itself.</param>
readonly record struct CallGraphBox(string Name, string Figures, double Letters, double NameLetters, double Width, double Height, double Loop)
{
    /// <summary>A monospaced letter is so many times as wide as high, in every font in use.</summary>
    public const double LetterWidth = 0.61;

    const double LeastLetters = 9;
    const double MoreLetters = 15;
    const double WidestName = 420;
    const double LeastOfCut = 11;

    public static CallGraphBox[] Of(ProfileReport report, CallGraph graph)
    {
        var loops = new double[graph.Nodes.Count];
        foreach (CallGraphEdge edge in graph.Edges)
        {
            if (edge.Caller == edge.Callee)
                loops[edge.Caller] = 30 + (CallGraphSvg.Show(report, edge.Value).Length * CallGraphLabels.Letters * LetterWidth);
        }
        var boxes = new CallGraphBox[loops.Length];
        for (int i = 0; i < boxes.Length; i++)
            boxes[i] = Of(report, graph, graph.Nodes[i], loops[i]);
        return boxes;
    }

    static CallGraphBox Of(ProfileReport report, CallGraph graph, in CallRow row, double loop)
    {
        double letters = LeastLetters + (MoreLetters * Math.Sqrt(graph.Share(row.FlatChange)));
        string whole = Printable.Of(report.Forest.Labels[row.Label]);
        double nameLetters = Math.Clamp(WidestName / (whole.Length * LetterWidth), Math.Min(LeastOfCut, letters), letters);
        string name = Printable.CutMiddle(whole, (int)(WidestName / (nameLetters * LetterWidth)));
        string all = CallGraphSvg.WithShare(report, graph, row.CumulativeChange);
        string figures = row.FlatChange == row.CumulativeChange ? all : row.FlatChange == 0 ? "0 of " + all : $"{CallGraphSvg.WithShare(report, graph, row.FlatChange)} of {all}";
        double width = (Math.Max(name.Length * nameLetters, figures.Length * letters) * LetterWidth) + 16;
        return new CallGraphBox(name, figures, letters, nameLetters, width, ((nameLetters + letters) * 1.25) + 8, loop);
    }
}
