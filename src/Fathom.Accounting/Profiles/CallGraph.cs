namespace Fathom.Accounting.Profiles;

/// <summary>One function called another, by its number among the functions that are shown.</summary>
/// <param name="Value">Of the stacks on which it did, each stack once.</param>
/// <param name="IsDirect">On one stack at least nobody is left out between the two.</param>
public readonly record struct CallGraphEdge(int Caller, int Callee, double Value, bool IsDirect);

/// <summary>What a call graph does not show.</summary>
/// <param name="Small">Functions below the least share.</param>
/// <param name="Beyond">Functions with more than that, for which there is no room.</param>
/// <param name="Flat">What all of them allocated themselves, whether it grew or fell.</param>
/// <param name="SmallCalls">Below the least share.</param>
/// <param name="Detours">Calls past functions that are not shown, where other lines tell as much.</param>
public readonly record struct CallGraphRest(int Small, int Beyond, double Flat, int SmallCalls, int Detours, int CallsBeyond);

/// <summary>The functions of a forest worth a place in a picture, and who called whom, as jeprof and pprof choose them: --nodefraction, --edgefraction, --nodecount.</summary>
public sealed class CallGraph
{
    public const int MostNodes = 80;

    /// <summary>A made profile may let everybody call everybody.</summary>
    public const int MostEdges = 200;

    public const double LeastOfNode = 0.005;

    public const double LeastOfEdge = 0.001;

    CallGraph(double whole, CallRow[] nodes, CallGraphEdge[] edges, CallGraphRest rest) => (Whole, Nodes, Edges, LeftOut) = (whole, nodes, edges, rest);

    /// <summary>The sum of all stacks; with a base of what each of them changed, so that growth and fall do not cancel.</summary>
    public double Whole { get; }

    /// <summary>The greatest first.</summary>
    public IReadOnlyList<CallRow> Nodes { get; }

    public IReadOnlyList<CallGraphEdge> Edges { get; }

    public CallGraphRest LeftOut { get; }

    /// <summary>0 to 1, whatever a made profile adds up to.</summary>
    public double Share(double value) => Math.Abs(value) / Whole is > 0 and <= 1 and var share ? share : 0;

    public static CallGraph Of(CallForest forest, NodeSums now, NodeSums? before)
    {
        double whole = 0;
        for (int i = 0; i < forest.Count; i++)
            whole += Math.Abs(now[i] - (before?[i] ?? 0));
        CallRow[] rows = CallTable.Sorted(forest, CallTable.Rows(forest, now, before), byCumulative: true);
        CallRow[] shown = [.. rows.Where(row => row.CumulativeChange != 0 && Math.Abs(row.CumulativeChange) >= whole * LeastOfNode)];
        int large = shown.Length;
        if (large > MostNodes)
            shown = Chosen(forest, shown, CallTable.Edges(forest, now, before));
        var numbers = new int[forest.Labels.Count];
        Array.Fill(numbers, -1);
        for (int i = 0; i < shown.Length; i++)
            numbers[shown[i].Label] = i;
        CallGraphEdge[] edges = new CallGraphCalls(forest, numbers, shown.Length).Count(now, before);
        CallGraphEdge[] heavy = [.. edges.TakeWhile(edge => Math.Abs(edge.Value) >= whole * LeastOfEdge)];
        CallGraphEdge[] telling = CallGraphDetours.Without(heavy, shown.Length);
        CallGraphEdge[] drawn = telling.Length > MostEdges ? telling[..MostEdges] : telling;
        double flat = rows.Where(row => numbers[row.Label] < 0).Sum(row => Math.Abs(row.FlatChange));
        return new CallGraph(whole, shown, drawn, new CallGraphRest(
            rows.Length - large, large - shown.Length, flat, edges.Length - heavy.Length, heavy.Length - telling.Length, telling.Length - drawn.Length));
    }

    /// <summary>Where there is no room for all, those go first that only pass on from one to one: deep stacks have mostly these (pprof's order by entropy).</summary>
    static CallRow[] Chosen(CallForest forest, CallRow[] rows, CallEdge[] calls)
    {
        (int[] callers, int[] callees) = (new int[forest.Labels.Count], new int[forest.Labels.Count]);
        foreach (CallEdge call in calls)
        {
            callers[call.Callee]++;
            callees[call.Caller]++;
        }
        List<CallRow> chosen = [.. rows.Where(row => !PassesOn(row)).Take(MostNodes)];
        chosen.AddRange(rows.Where(PassesOn).Take(MostNodes - chosen.Count));
        return CallTable.Sorted(forest, [.. chosen], byCumulative: true);

        bool PassesOn(CallRow row) => row.FlatChange == 0 && callers[row.Label] == 1 && callees[row.Label] == 1;
    }
}
