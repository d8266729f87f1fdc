using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;

namespace Fathom.Accounting.Tracing;

/// <summary>What a process has taken from the kernel, by purpose and caller, and by thread.</summary>
public sealed class OsSummary
{
    OsSummary(IReadOnlyList<OsUse> uses, IReadOnlyList<OsThread> threads, IReadOnlyDictionary<OsPurpose, OsAmounts> purposes, OsAmounts all) =>
        (Uses, Threads, Purposes, All) = (uses, threads, purposes, all);

    /// <summary>What is kept most first; then what was mapped most. Files come last, and are in no sum.</summary>
    public IReadOnlyList<OsUse> Uses { get; }

    public IReadOnlyList<OsThread> Threads { get; }

    /// <summary>What was mapped before the trace is among them: it may be given back.</summary>
    public IReadOnlyDictionary<OsPurpose, OsAmounts> Purposes { get; }

    /// <summary>Without files.</summary>
    public OsAmounts All { get; }

    public static OsSummary Of(OsTrace trace)
    {
        OsCallers callers = new(trace.Profile);
        Dictionary<(OsPurpose, string?, string?), OsAmounts> uses = [];
        Dictionary<(OsPurpose, string?, string?), Dictionary<string, long>> patterns = [];
        Dictionary<int, OsAmounts> threads = [];
        Dictionary<OsPurpose, OsAmounts> purposes = [];
        OsAmounts all = new();
        foreach (OsRow row in trace.Rows)
        {
            (OsPurpose Purpose, string? Native, string? Java) key = callers.Of(row.Kind, row.Stack);
            Add(purposes, key.Purpose, row);
            if (row.Kind != OsMemory.File)
                all = all.With(row);
            // Of what was mapped before, only what went of it counts.
            if (row.Tid is null && (row.Unmapped == Bytes.Zero || row.Kind == OsMemory.File))
                continue;
            if (row.Kind != OsMemory.File)
                Add(threads, row.Tid ?? 0, row);
            if (row.Tid is not { } tid)
                continue;
            Add(uses, key, row);
            ref Dictionary<string, long>? shares = ref CollectionsMarshal.GetValueRefOrAddDefault(patterns, key, out _);
            CollectionsMarshal.GetValueRefOrAddDefault(shares ??= new(StringComparer.Ordinal), ThreadPattern.Of(NameOf(trace, tid)), out _) += row.Mapped.Value / 4096 + row.Calls;
        }
        return new OsSummary(
            [.. uses.Select(pair => new OsUse(pair.Key.Item1, pair.Key.Item2, pair.Key.Item3, Most(patterns[pair.Key]), pair.Value))
                .OrderBy(use => use.Purpose == OsPurpose.File).ThenByDescending(use => use.Amounts.Net.Value).ThenByDescending(use => use.Amounts.Mapped.Value).ThenBy(use => use.Native, StringComparer.Ordinal)],
            [.. threads.Select(pair => new OsThread(pair.Key == 0 ? null : pair.Key, pair.Key == 0 ? "" : NameOf(trace, pair.Key), pair.Value))
                .OrderByDescending(thread => thread.Amounts.Net.Value).ThenByDescending(thread => thread.Amounts.Mapped.Value).ThenBy(thread => thread.Tid)],
            purposes, all);
    }

    static string NameOf(OsTrace trace, int tid) => trace.ThreadNames.GetValueOrDefault(tid) ?? "";

    static void Add<T>(Dictionary<T, OsAmounts> sums, T key, OsRow row)
        where T : notnull => sums[key] = (sums.GetValueOrDefault(key) ?? new OsAmounts()).With(row);

    static string? Most(Dictionary<string, long> shares)
    {
        KeyValuePair<string, long> most = shares.MaxBy(pair => pair.Value);
        return most.Key.Length > 0 && most.Value >= 0.9 * shares.Values.Sum() ? most.Key : null;
    }
}
