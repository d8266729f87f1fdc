using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Threads by what their names have in common.</summary>
/// <param name="Firsts">How many different numbers stand first in the names: pools, where each numbers its threads.</param>
sealed record ThreadGroup(string Pattern, int Count, int Firsts, Bytes Stacks, IReadOnlyList<Share> Shares)
{
    /// <summary>Most threads first.</summary>
    public static IReadOnlyList<ThreadGroup> Of(Case seen)
    {
        List<ThreadGroup> groups = [];
        foreach (IGrouping<string, ThreadUsage> same in ThreadUsage.Of(seen.Snapshot).GroupBy(thread => ThreadPattern.Of(NameOf(thread))))
        {
            Dictionary<string, Bytes> accounts = [];
            foreach (ThreadUsage thread in same)
            {
                string account = thread.Java is { Name: { } name } ? Accounts.JavaStack(name) : Accounts.NativeStack(thread.Thread.Name);
                accounts[account] = accounts.GetValueOrDefault(account) + (thread.Resident ?? Bytes.Zero);
            }
            groups.Add(new ThreadGroup(same.Key, same.Count(), same.Select(thread => First(NameOf(thread))).Distinct().Count(),
                accounts.Values.Aggregate(Bytes.Zero, (sum, each) => sum + each),
                [.. accounts.Select(each => Share.OfAccount(each.Key, new Bytes(Math.Min(each.Value.Value, seen.On(each.Key).Value))))]));
        }
        return [.. groups.OrderByDescending(group => group.Count)];
    }

    // The kernel keeps 15 letters of a name: what is cut off differs with the length of the first number.
    const int KernelName = 15;

    /// <summary>
    /// Whether a thread that a dump names belongs to it: by the whole name, or by the kernel's part of it, where the
    /// JVM's own names could not be read.
    /// </summary>
    public bool Has(string javaName) => ThreadPattern.Of(javaName) == Pattern || ThreadPattern.Of(OfKernel(javaName)) == Pattern;

    static string NameOf(ThreadUsage thread) => thread.Java?.Name ?? OfKernel(thread.Thread.Name);

    static string OfKernel(string name) => name.Length < KernelName ? name : UpToNumber(name[..KernelName]);

    static string UpToNumber(string name)
    {
        int end = name.AsSpan().IndexOfAnyInRange('0', '9');
        while (end >= 0 && end < name.Length && char.IsAsciiDigit(name[end]))
            end++;
        return end < 0 ? name : name[..end];
    }

    static string First(string name)
    {
        int start = name.AsSpan().IndexOfAnyInRange('0', '9');
        if (start < 0)
            return "";
        int end = start;
        while (end < name.Length && char.IsAsciiDigit(name[end]))
            end++;
        // A single number counts the threads of one pool.
        return name.AsSpan(end).ContainsAnyInRange('0', '9') ? name[start..end] : "";
    }
}
