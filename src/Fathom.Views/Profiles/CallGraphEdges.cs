using System.Globalization;
using System.Text;
using Fathom.Accounting.Profiles;

namespace Fathom.Views.Profiles;

/// <summary>The calls of a graph as lines: the more went along, the thicker; broken where functions between are left out.</summary>
sealed class CallGraphEdges(ProfileReport report, CallGraph graph, CallGraphBox[] boxes, CallGraphPlaces places)
{
    const double Arrow = 7;

    readonly CallGraphLabels _labels = new();

    /// <summary>How far the figures of what is drawn reach.</summary>
    public double Right => _labels.Right;

    /// <summary>Labels last and heavy calls first: nothing covers a figure, and the great ones get the best places.</summary>
    public string Draw()
    {
        StringBuilder drawn = new();
        for (int i = graph.Edges.Count - 1; i >= 0; i--)
            WriteLine(graph.Edges[i], places.Paths[i], drawn);
        for (int i = 0; i < graph.Edges.Count; i++)
            WriteLabel(graph.Edges[i], places.Paths[i], drawn);
        return drawn.ToString();
    }

    void WriteLine(in CallGraphEdge edge, IReadOnlyList<int> path, StringBuilder to)
    {
        double thick = Thick(edge), arrow = Arrow + thick;
        string colour = CallGraphSvg.LineColour(report, edge.Value);
        to.Append(CultureInfo.InvariantCulture, $"<g><title>{CallGraphSvg.Safe(Title(edge))}</title><path d=\"{(path.Count == 1 ? Loop(path[0]) : Line(edge, path, arrow))}\" fill=\"none\"");
        to.Append(CultureInfo.InvariantCulture, $" stroke=\"{colour}\" stroke-width=\"{thick:0.##}\"{(edge.IsDirect ? "" : " stroke-dasharray=\"5 4\"")}/>");
        (double x, double y, double way) = path.Count == 1 ? (LoopAt(path[0]), Top(path[0]), 0)
            : path[0] == edge.Caller ? (Port(path, path.Count - 1, isDown: true), Top(path[^1]), -1) : (Port(path, 0, isDown: false), Bottom(path[0]), 1);
        double half = arrow * 0.45;
        string tip = way == 0 ? LoopTip(path[0]) : string.Create(CultureInfo.InvariantCulture, $"{x:0.#},{y:0.#} {x - half:0.#},{y + (way * arrow):0.#} {x + half:0.#},{y + (way * arrow):0.#}");
        to.Append(CultureInfo.InvariantCulture, $"<polygon points=\"{tip}\" fill=\"{colour}\"/></g>\n");
    }

    /// <summary>Upright through the rows, bent between them, so that it meets no box but its own; short of its end by the arrow.</summary>
    string Line(in CallGraphEdge edge, IReadOnlyList<int> path, double arrow)
    {
        bool isDown = path[0] == edge.Caller;
        StringBuilder line = new();
        double x = Port(path, 0, isDown), y = Bottom(path[0]) + (isDown ? 0 : arrow - 1);
        line.Append(CultureInfo.InvariantCulture, $"M{x:0.#},{y:0.#}");
        for (int i = 1; i < path.Count; i++)
        {
            (double fromY, double toY) = (Math.Max(y, places.RowBottom(path[i - 1])), places.RowTop(path[i]));
            double end = i == path.Count - 1 ? Top(path[i]) - (isDown ? arrow - 1 : 0) : places.RowBottom(path[i]);
            double next = Port(path, i, isDown), half = (fromY + toY) / 2;
            toY = Math.Min(toY, end);
            line.Append(CultureInfo.InvariantCulture, $" V{fromY:0.#} C{x:0.#},{half:0.#} {next:0.#},{half:0.#} {next:0.#},{toY:0.#} V{end:0.#}");
            (x, y) = (next, end);
        }
        return line.ToString();
    }

    void WriteLabel(in CallGraphEdge edge, IReadOnlyList<int> path, StringBuilder to)
    {
        string label = CallGraphSvg.Show(report, edge.Value);
        bool isDown = path[0] == edge.Caller;
        if (path.Count == 1)
        {
            Append(label, (LoopAt(path[0]) + 24, (Top(path[0]) + Bottom(path[0])) / 2), to);
            return;
        }
        for (int i = 1; i < path.Count; i++)
        {
            if (_labels.Place(label, (Port(path, i - 1, isDown), places.RowBottom(path[i - 1])), (Port(path, i, isDown), places.RowTop(path[i])), Thick(edge)) is { } at)
            {
                Append(label, at, to);
                return;
            }
        }
    }

    static void Append(string label, (double X, double Y) at, StringBuilder to) => to.Append(CultureInfo.InvariantCulture,
        $"<text class=\"e\" x=\"{at.X:0.#}\" y=\"{at.Y + 3.5:0.#}\" font-size=\"{CallGraphLabels.Letters}\">{CallGraphSvg.Safe(label)}</text>\n");

    /// <summary>Where a line meets a place: on a box towards where it comes from, so that not all lines meet in one point.</summary>
    double Port(IReadOnlyList<int> path, int at, bool isDown)
    {
        int place = path[at];
        if (place >= boxes.Length)
            return places.Middle(place);
        double other = places.Middle(path[at == 0 ? 1 : at - 1]), most = boxes[place].Width * 0.38;
        // Two that call each other have two lines.
        return places.Middle(place) + Math.Clamp((other - places.Middle(place)) * 0.6, -most, most) + (isDown ? 0 : Math.Min(14, boxes[place].Width * 0.1));
    }

    double Top(int place) => ((places.RowTop(place) + places.RowBottom(place)) / 2) - (boxes[place].Height / 2);

    double Bottom(int place) => Top(place) + boxes[place].Height;

    double LoopAt(int place) => places.Middle(place) + (boxes[place].Width / 2);

    string Loop(int place)
    {
        double x = LoopAt(place), top = Top(place), height = boxes[place].Height;
        return string.Create(CultureInfo.InvariantCulture, $"M{x:0.#},{top + (height * 0.2):0.#} C{x + 28:0.#},{top + (height * 0.1):0.#} {x + 28:0.#},{top + (height * 0.9):0.#} {x + 6:0.#},{top + (height * 0.8):0.#}");
    }

    string LoopTip(int place)
    {
        double x = LoopAt(place), y = Top(place) + (boxes[place].Height * 0.8);
        return string.Create(CultureInfo.InvariantCulture, $"{x:0.#},{y:0.#} {x + Arrow:0.#},{y - 3.5:0.#} {x + Arrow:0.#},{y + 3.5:0.#}");
    }

    double Thick(in CallGraphEdge edge) => 0.8 + (5 * graph.Share(edge.Value));

    string Title(in CallGraphEdge edge) =>
        $"{boxes[edge.Caller].Name} → {boxes[edge.Callee].Name}: {CallGraphSvg.WithShare(report, graph, edge.Value)}{(edge.IsDirect ? "" : ", through functions that are left out")}";
}
