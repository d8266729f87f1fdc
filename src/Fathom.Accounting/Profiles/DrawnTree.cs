namespace Fathom.Accounting.Profiles;

/// <summary>A node of a forest as it is drawn.</summary>
/// <param name="Depth">1 for what the program was entered by.</param>
/// <param name="Label">-1 for what was too small to be drawn by itself.</param>
public readonly record struct DrawnNode(int Depth, int Label, double Self, double Total, double SelfBefore, double TotalBefore);

/// <summary>A forest in the order in which it is drawn: each node before its children, the largest child first.</summary>
public sealed record DrawnTree(IReadOnlyList<DrawnNode> Nodes, double Whole)
{
    /// <param name="leastShare">Of the whole; smaller siblings become one node.</param>
    public static DrawnTree Of(CallForest forest, NodeSums now, NodeSums? before, double leastShare)
    {
        double[] totals = now.Cumulative(forest);
        double[] totalsBefore = (before ?? new NodeSums()).Cumulative(forest);
        // What is compared may add up to nothing: there the larger of both sides is the whole.
        double whole = Math.Max(Math.Abs(totals[0]), Math.Abs(totalsBefore[0]));
        Drawing drawing = new(forest, now, before ?? new NodeSums(), totals, totalsBefore, whole * leastShare);
        return new DrawnTree(drawing.Nodes(), whole);
    }

    sealed class Drawing(CallForest forest, NodeSums now, NodeSums before, double[] totals, double[] totalsBefore, double least)
    {
        readonly List<DrawnNode> _drawn = [];
        readonly int[] _firstChild = new int[totals.Length];
        readonly int[] _next = new int[totals.Length];

        /// <summary>A node to draw, or with 0 what its siblings were too small for.</summary>
        readonly record struct Pending(int Node, int Depth, double Small, double SmallBefore);

        public List<DrawnNode> Nodes()
        {
            for (int i = totals.Length - 1; i > 0; i--)
                (_next[i], _firstChild[forest.Parents[i]]) = (_firstChild[forest.Parents[i]], i);
            // No recursion: a made profile may be as deep as it likes.
            Stack<Pending> open = new();
            Open(0, 0, open);
            while (open.TryPop(out Pending at))
            {
                if (at.Node == 0)
                {
                    _drawn.Add(new DrawnNode(at.Depth, -1, at.Small, at.Small, at.SmallBefore, at.SmallBefore));
                    continue;
                }
                _drawn.Add(new DrawnNode(at.Depth, forest.NodeLabels[at.Node], now[at.Node], totals[at.Node], before[at.Node], totalsBefore[at.Node]));
                Open(at.Node, at.Depth, open);
            }
            return _drawn;
        }

        void Open(int node, int depth, Stack<Pending> open)
        {
            List<int> children = [];
            double small = 0, smallBefore = 0;
            for (int child = _firstChild[node]; child > 0; child = _next[child])
            {
                if (Weight(child) == 0)
                    continue;
                if (Weight(child) >= least)
                    children.Add(child);
                else
                    (small, smallBefore) = (small + totals[child], smallBefore + totalsBefore[child]);
            }
            if (small != 0 || smallBefore != 0)
                open.Push(new Pending(0, depth + 1, small, smallBefore));
            children.Sort((one, other) => Weight(one).CompareTo(Weight(other)) is not 0 and var order ? order
                : string.CompareOrdinal(forest.Labels[forest.NodeLabels[other]], forest.Labels[forest.NodeLabels[one]]));
            foreach (int child in children)
                open.Push(new Pending(child, depth + 1, 0, 0));
        }

        double Weight(int node) => Math.Max(Math.Abs(totals[node]), Math.Abs(totalsBefore[node]));
    }
}
