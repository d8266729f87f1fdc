using System.Globalization;
using Fathom.Accounting.Profiles;
using Fathom.Evidence.Profiles;

namespace Fathom.Views.Profiles;

/// <summary>What stands above a call graph: of what it is, how to read it, and what is not in it.</summary>
static class CallGraphHead
{
    public static List<string> Lines(ProfileReport report, CallGraph graph)
    {
        ProfileColumn column = report.Column!;
        ProfileMoment last = report.Moments[^1];
        string change = report.Base is { } then ? $", {Amount.Change(column, last.Total - then.Total)} since {then.Place}" : "";
        List<string> lines = [$"{ProfileView.Title(column)} {Amount.Of(column, last.Total)}, {last.Place}{change}"];
        if (graph.Nodes.Count == 0)
            lines.Add("There is nothing to draw.");
        else
            lines.Add(report.Base is null ? "In a box: what the function has itself, of what it and all that it called have." : "In a box: what the function changed itself, of what it and all that it called did.");
        lines.AddRange(LeftOut(report, graph));
        return lines;
    }

    /// <summary>Nothing where all is shown.</summary>
    public static IEnumerable<string> LeftOut(ProfileReport report, CallGraph graph)
    {
        CallGraphRest rest = graph.LeftOut;
        List<string> functions = [], calls = [];
        Add(functions, rest.Small, $"below {Percent(CallGraph.LeastOfNode)}");
        Add(functions, rest.Beyond, $"beyond {CallGraph.MostNodes}");
        Add(calls, rest.SmallCalls, $"below {Percent(CallGraph.LeastOfEdge)}");
        Add(calls, rest.Detours, "past them that other lines show");
        Add(calls, rest.CallsBeyond, $"beyond {CallGraph.MostEdges}");
        if (functions.Count > 0)
            yield return $"Functions left out: {string.Join(", ", functions)}; {Amount.Of(report.Column!, rest.Flat)} is their own.";
        if (calls.Count > 0)
            yield return $"Calls left out: {string.Join(", ", calls)}.";
    }

    static void Add(List<string> parts, int count, string why)
    {
        if (count > 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{count:#,##0} {why}"));
    }

    static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#} %");
}
