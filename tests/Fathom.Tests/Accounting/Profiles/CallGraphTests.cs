using System.Text;
using Fathom.Accounting.Profiles;
using Fathom.Tests.Sources.Profiles;

namespace Fathom.Tests.Accounting.Profiles;

public sealed class CallGraphTests
{
    /// <summary>Stacks with recursion, and functions too small to be shown in the middle of them.</summary>
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_edge_has_what_its_stacks_have_each_stack_once(int seed)
    {
        List<(string[] Frames, long Value)> stacks = Random(seed);
        (CallGraph graph, ProfileReport report) = Of(stacks);
        HashSet<string> shown = [.. graph.Nodes.Select(node => report.Forest.Labels[node.Label])];
        Dictionary<(string, string), double> expected = [];
        foreach ((string[] frames, long value) in stacks)
        {
            string[] seen = [.. frames.Where(shown.Contains)];
            foreach ((string, string) pair in seen.Zip(seen.Skip(1)).Distinct())
                expected[pair] = expected.GetValueOrDefault(pair) + value;
        }

        Assert.NotEmpty(graph.Edges);
        Assert.All(graph.Edges, edge => Assert.Equal(expected[(Name(edge.Caller), Name(edge.Callee))], edge.Value, 0.5));
        Assert.Equal(expected.Count, graph.Edges.Count + graph.LeftOut.SmallCalls + graph.LeftOut.Detours + graph.LeftOut.CallsBeyond);
        Assert.Equal(stacks.Sum(stack => stack.Value), graph.Whole, 0.5);

        string Name(int node) => report.Forest.Labels[graph.Nodes[node].Label];
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_is_shown_and_what_is_left_out_is_everything(int seed)
    {
        List<(string[] Frames, long Value)> stacks = Random(seed);
        CallGraph graph = Of(stacks).Graph;

        Assert.Equal(stacks.SelectMany(stack => stack.Frames).Distinct().Count(), graph.Nodes.Count + graph.LeftOut.Small + graph.LeftOut.Beyond);
        Assert.Equal(graph.Whole, graph.Nodes.Sum(node => node.Flat) + graph.LeftOut.Flat, 0.5);
        Assert.All(graph.Nodes, node => Assert.True(node.Cumulative >= graph.Whole * 0.005));
        Assert.All(graph.Edges, edge => Assert.True(edge.Value >= graph.Whole * 0.001));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Callers_stand_above_but_for_calls_that_lead_back(int seed)
    {
        CallGraph graph = Of(Random(seed)).Graph;
        CallGraphLayers layers = CallGraphLayers.For(graph);
        CallGraphRows rows = CallGraphRows.Of(graph);

        for (int i = 0; i < graph.Edges.Count; i++)
        {
            (int caller, int callee) = (graph.Edges[i].Caller, graph.Edges[i].Callee);
            Assert.True(layers.IsBack[i] ? layers.Of[caller] >= layers.Of[callee] : layers.Of[caller] < layers.Of[callee]);
            Assert.Equal(layers.IsBack[i] ? (callee, caller) : (caller, callee), (rows.Paths[i][0], rows.Paths[i][^1]));
            Assert.All(rows.Paths[i].Skip(1).Zip(rows.Paths[i]), step => Assert.Equal(rows.RowOf(step.Second) + 1, rows.RowOf(step.First)));
        }
        Assert.Equal(Enumerable.Range(0, rows.Places), rows.Rows.SelectMany(row => row).Order());
    }

    [Fact]
    public void A_call_past_others_is_told_from_a_direct_one()
    {
        // "low" has 0.4 %, and "mid" is on no stack without it.
        (CallGraph graph, _) = Of([(["main", "low", "mid"], 4), (["main", "mid2"], 996)]);
        Assert.Equal((2, 1), (graph.Nodes.Count, graph.Edges.Count));
        Assert.Equal(2, graph.LeftOut.Small);

        (graph, ProfileReport report) = Of([(["main", "low1", "end"], 4), (["main", "low2", "end"], 4), (["main", "other"], 992)]);
        CallGraphEdge past = Assert.Single(graph.Edges, edge => report.Forest.Labels[graph.Nodes[edge.Callee].Label] == "end");
        Assert.Equal((8.0, false), (past.Value, past.IsDirect));
    }

    [Fact]
    public void A_detour_beside_other_lines_is_left_out()
    {
        (CallGraph graph, _) = Of([(["main", "a", "b"], 600), (["main", "low", "b"], 4), (["main", "a"], 396)]);

        Assert.Equal((2, 1), (graph.Edges.Count, graph.LeftOut.Detours));
        Assert.All(graph.Edges, edge => Assert.True(edge.IsDirect));
    }

    [Fact]
    public void Of_a_deep_stack_both_ends_are_shown()
    {
        string[] stack = [.. Enumerable.Range(0, 300).Select(i => $"f{i}")];
        (CallGraph graph, ProfileReport report) = Of([(stack, 900), ([.. stack[..10], "g"], 100)]);
        string[] shown = [.. graph.Nodes.Select(node => report.Forest.Labels[node.Label])];

        Assert.Equal((CallGraph.MostNodes, 301 - CallGraph.MostNodes), (shown.Length, graph.LeftOut.Beyond));
        Assert.All((string[])["f0", "f9", "f299", "g"], name => Assert.Contains(name, shown));
        Assert.Equal(graph.Nodes.Count - 1, graph.Edges.Count);
    }

    [Fact]
    public void What_grew_and_what_fell_do_not_cancel()
    {
        ProfileReport report = new(new ProfileQuestion());
        Assert.Null(report.AddBase(SavedProfiles.Of("main;a 100\nmain;b 1\n")));
        Assert.Null(report.Add(SavedProfiles.Of("main;a 1\nmain;b 100\n")));
        CallGraph graph = CallGraph.Of(report.Forest, report.Now, report.Before);

        Assert.Equal(198, graph.Whole);
        Assert.Equal([-99.0, 99.0], graph.Nodes.Select(node => node.FlatChange).Order());
    }

    internal static List<(string[] Frames, long Value)> Random(int seed)
    {
        Random random = new(seed);
        int functions = random.Next(4, 140);
        return [.. Enumerable.Range(0, random.Next(1, 400)).Select(_ =>
        {
            // Low numbers are called more often: there are large functions and small ones.
            string[] frames = [.. Enumerable.Range(0, random.Next(2, 24)).Select(_ => $"f{(int)(functions * Math.Pow(random.NextDouble(), 3))}")];
            return (frames, (long)Math.Pow(10, random.NextDouble() * 6) + 1);
        })];
    }

    internal static (CallGraph Graph, ProfileReport Report) Of(List<(string[] Frames, long Value)> stacks)
    {
        StringBuilder text = new();
        foreach ((string[] frames, long value) in stacks)
            text.AppendJoin(';', frames).Append(' ').Append(value).Append('\n');
        ProfileReport report = SavedProfiles.Report(new ProfileQuestion { KeepsAllocator = true }, SavedProfiles.Of(text.ToString()));
        return (CallGraph.Of(report.Forest, report.Now, report.Before), report);
    }
}
