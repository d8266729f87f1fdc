namespace Fathom.Accounting.Profiles;

/// <summary>A part of an edge, from a place of one row to one of the next.</summary>
public readonly record struct CallGraphStep(int Upper, int Lower, int Edge);

/// <summary>
/// The order of a graph in its rows: the places of functions, and one in each row that a long edge goes through, so that no edge
/// runs through a box. Ordered by barycentres (Sugiyama), the one of the orders seen that has the fewest crossings.
/// </summary>
public sealed class CallGraphRows
{
    const int Sweeps = 16;

    readonly List<int> _rowOf = [];
    readonly List<CallGraphStep> _steps = [];
    readonly List<CallGraphStep>[] _byRow;
    readonly int[] _order;

    CallGraphRows(CallGraph graph)
    {
        Functions = graph.Nodes.Count;
        CallGraphLayers layers = CallGraphLayers.For(graph);
        _rowOf.AddRange(layers.Of);
        Paths = new IReadOnlyList<int>[graph.Edges.Count];
        for (int i = 0; i < graph.Edges.Count; i++)
            Paths[i] = Path(graph.Edges[i], layers.IsBack[i], i);
        Rows = new int[_rowOf.Count == 0 ? 0 : _rowOf.Max() + 1][];
        _byRow = new List<CallGraphStep>[Rows.Length];
        _order = new int[_rowOf.Count];
        for (int row = 0; row < Rows.Length; row++)
        {
            Rows[row] = [.. Enumerable.Range(0, _rowOf.Count).Where(place => _rowOf[place] == row)];
            _byRow[row] = [.. _steps.Where(step => _rowOf[step.Upper] == row)];
            Number(row);
        }
    }

    /// <summary>Places below this are functions, the others a way through.</summary>
    public int Functions { get; }

    public int Places => _order.Length;

    /// <summary>The places of each row from the left to the right.</summary>
    public int[][] Rows { get; private set; }

    /// <summary>Of each edge its places from above down; a single one for a call of itself.</summary>
    public IReadOnlyList<int>[] Paths { get; }

    public IReadOnlyList<CallGraphStep> Steps => _steps;

    public int RowOf(int place) => _rowOf[place];

    public static CallGraphRows Of(CallGraph graph)
    {
        CallGraphRows rows = new(graph);
        (long fewest, int[][] best) = (rows.Crossings(), rows.Copy());
        for (int sweep = 0; sweep < Sweeps && fewest > 0; sweep++)
        {
            rows.Sweep(isDown: sweep % 2 == 0);
            if (rows.Crossings() is var crossings && crossings < fewest)
                (fewest, best) = (crossings, rows.Copy());
        }
        rows.Rows = best;
        return rows;
    }

    List<int> Path(in CallGraphEdge edge, bool isBack, int number)
    {
        if (edge.Caller == edge.Callee)
            return [edge.Caller];
        (int upper, int lower) = isBack ? (edge.Callee, edge.Caller) : (edge.Caller, edge.Callee);
        List<int> path = [upper];
        for (int row = _rowOf[upper] + 1; row < _rowOf[lower]; row++)
        {
            _rowOf.Add(row);
            path.Add(_rowOf.Count - 1);
        }
        path.Add(lower);
        for (int i = 1; i < path.Count; i++)
            _steps.Add(new CallGraphStep(path[i - 1], path[i], number));
        return path;
    }

    void Sweep(bool isDown)
    {
        var sums = new double[Places];
        var counts = new int[Places];
        for (int i = 1; i < Rows.Length; i++)
        {
            int row = isDown ? i : Rows.Length - 1 - i;
            foreach (CallGraphStep step in _byRow[isDown ? row - 1 : row])
            {
                (int moved, int still) = isDown ? (step.Lower, step.Upper) : (step.Upper, step.Lower);
                sums[moved] += (_order[still] + 0.5) / Rows[_rowOf[still]].Length;
                counts[moved]++;
            }
            double[] wanted = [.. Rows[row].Select(place => counts[place] > 0 ? sums[place] / counts[place] : (_order[place] + 0.5) / Rows[row].Length)];
            Array.Sort(Rows[row], (one, other) => wanted[_order[one]].CompareTo(wanted[_order[other]]) is not 0 and var order ? order : _order[one].CompareTo(_order[other]));
            Number(row);
        }
    }

    void Number(int row)
    {
        for (int i = 0; i < Rows[row].Length; i++)
            _order[Rows[row][i]] = i;
    }

    long Crossings()
    {
        long crossings = 0;
        foreach (List<CallGraphStep> steps in _byRow)
        {
            for (int i = 0; i < steps.Count; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    if ((_order[steps[i].Upper] - _order[steps[j].Upper]) * (_order[steps[i].Lower] - _order[steps[j].Lower]) < 0)
                        crossings++;
                }
            }
        }
        return crossings;
    }

    int[][] Copy() => [.. Rows.Select(row => (int[])row.Clone())];
}
