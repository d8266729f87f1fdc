using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Accounting;

/// <summary>Allocation sites of two detail reports side by side, matched by their call stacks.</summary>
public static class NmtSiteDiff
{
    /// <summary>Empty where one of the reports has no sites: then nothing can be said to be new.</summary>
    public static IReadOnlyList<NmtSite> Of(NmtReport before, NmtReport after)
    {
        if (before.Sites.Count == 0 || after.Sites.Count == 0)
            return [];
        Bytes step = new(Math.Max(before.Scale.Value, after.Scale.Value));
        Dictionary<string, NmtSite> old = Index(before.Sites);
        List<NmtSite> sites = [];
        foreach ((string key, NmtSite site) in Index(after.Sites))
            sites.Add(Row(old.Remove(key, out NmtSite? was) ? was : null, site, step));
        foreach (NmtSite gone in old.Values)
            sites.Add(Row(gone, null, step));
        sites.RemoveAll(site => Size(site) == 0);
        sites.Sort((a, b) => Size(b).CompareTo(Size(a)));
        return sites;
    }

    /// <summary>By how much a site grew or shrank.</summary>
    public static long Size(NmtSite site) =>
        Math.Abs(site.Malloc?.Size.Change.Value ?? site.Virtual?.Committed.Change.Value ?? 0);

    /// <summary>Its stack in one line; malloc and mmap from one place are two.</summary>
    public static string Name(NmtSite site)
    {
        string stack = string.Join(" < ", site.Stack.Select(frame => frame.Symbol ?? frame.At.ToString()));
        return site.Malloc is null ? "mmap " + stack : stack;
    }

    static NmtSite Row(NmtSite? before, NmtSite? after, Bytes step) => (after ?? before!) with
    {
        Malloc = NmtDiff.Change(before?.Malloc, after?.Malloc, step),
        Virtual = NmtDiff.Change(before?.Virtual, after?.Virtual, step),
    };

    static Dictionary<string, NmtSite> Index(IReadOnlyList<NmtSite> sites)
    {
        Dictionary<string, NmtSite> index = new(sites.Count, StringComparer.Ordinal);
        StringBuilder key = new();
        foreach (NmtSite site in sites)
        {
            key.Clear().Append(site.Malloc is null ? 'v' : 'm').Append(site.Tag);
            foreach (NmtFrame frame in site.Stack)
                key.Append('|').Append(frame.Symbol ?? frame.At.ToString());
            index.TryAdd(key.ToString(), site);
        }
        return index;
    }
}
