using Fathom.Evidence.Census;

namespace Fathom.Accounting.Census;

/// <summary>
/// Owners of groups without marks to which several places lead: where all that leads there is one library's, and nearly
/// all chunks are led to, they are its own too.
/// </summary>
sealed class LinkedOwners(GroupGraph graph)
{
    const int MostPasses = 6;
    const double NearlyAll = 0.9;

    readonly List<GroupRoot>?[] _roots = RootsOf(graph);

    /// <param name="blames">Of each group; those without an owner are filled in.</param>
    public void Fill(Blame[] blames)
    {
        HashSet<int> filled = [];
        bool isMore = true;
        for (int pass = 0; pass < MostPasses && isMore; pass++)
        {
            isMore = false;
            foreach (ChunkGroup group in graph.Groups)
            {
                // What one place leads to has inherited from there, if there is anything to inherit.
                bool isSettled = group.Parent is { Group: { } parent } && !filled.Contains(parent);
                if (blames[group.Number].Owner is not null || isSettled || group.NmtTag is not null || group.Total.Count == 0
                    || Find(group, blames) is not { } blame)
                    continue;
                blames[group.Number] = blame;
                filled.Add(group.Number);
                isMore = true;
            }
        }
    }

    Blame? Find(ChunkGroup group, Blame[] blames)
    {
        Blame? best = null;
        long most = 0, links = 0;
        List<(int Group, long Links)> parents = [];
        foreach (int index in graph.EdgesTo(group.Number))
        {
            GroupEdge edge = graph.Edges[index];
            if (edge.Parent == group.Number)
                continue;
            Blame above = blames[edge.Parent];
            if (above.Owner is null || above.IsClosed || (best is not null && above.Owner != best.Owner))
                return null;
            links += edge.Count;
            parents.Add((edge.Parent, edge.Count));
            if (best is null || edge.Count > most)
                (best, most) = (above, edge.Count);
        }
        foreach (GroupRoot root in _roots[group.Number] ?? [])
        {
            links += root.Count;
            string owner = root.Kind == RootKind.Jvm || LibraryName.IsJvm(root.Name) ? "libjvm.so" : LibraryName.Short(root.Name);
            if (best is not null && best.Owner != owner)
                return null;
            best ??= new Blame(owner, Contents.Of(group), Confidence.Likely);
        }
        if (best is null || links < NearlyAll * group.Total.Count || (graph.HasTags && LibraryName.IsJvm(best.Owner!)))
            return null;
        return parents.Count == 0 ? new Blame(best.Owner, Contents.Of(group), Confidence.Likely)
            : best with { Confidence = Confidence.Likely, IsPart = true, IsProven = false, Parents = parents };
    }

    static List<GroupRoot>?[] RootsOf(GroupGraph graph)
    {
        List<GroupRoot>?[] roots = new List<GroupRoot>?[graph.Groups.Count];
        foreach (GroupRoot root in graph.Census.Roots)
        {
            // A stack's or a stranger's words tell no owner, and may be old.
            if (root.Kind is RootKind.LibraryData or RootKind.Jvm && graph.IsGroup(root.Child) && root.Count > 0)
                (roots[root.Child] ??= []).Add(root);
        }
        return roots;
    }
}
