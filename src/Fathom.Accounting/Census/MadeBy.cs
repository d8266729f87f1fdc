using System.Runtime.InteropServices;
using Fathom.Accounting.Profiles;
using Fathom.Evidence.Census;
using Fathom.Evidence.Tracing;

namespace Fathom.Accounting.Census;

/// <summary>Who made blocks of a row of the census, by the samples of a trace among them.</summary>
/// <param name="Native">Function and library that called malloc.</param>
/// <param name="Java">The innermost method that is not the JDK's, with its line or that of who called it; null where there is none.</param>
/// <param name="Bytes">That the samples stand for.</param>
public sealed record MadeBy(string Native, string? Java, double Bytes, double Count, long Samples);

/// <summary>A census and a trace of the same time, joined by address.</summary>
/// <param name="ByRow">For each row of the census; the most bytes first.</param>
/// <param name="Samples">That lived through the census.</param>
/// <param name="Found">Of these, how many are blocks of the census; the others are in memory of another malloc.</param>
public sealed record TracedCensus(IReadOnlyList<IReadOnlyList<MadeBy>> ByRow, TracedBlocks Trace, long Samples, long Found)
{
    public static TracedCensus Of(CensusRows rows, CensusChunks chunks, TracedBlocks trace)
    {
        Dictionary<ulong, TracedBlock> blocks = [];
        foreach (TracedBlock block in trace.Blocks)
            blocks[block.At.Value] = block;
        Dictionary<(int Row, string Native, string? Java), Sum> sums = [];
        Dictionary<int, TracedCaller> callers = [];
        long found = 0;
        chunks.Each((user, size, group) =>
        {
            if (!blocks.TryGetValue(user.Value, out TracedBlock block))
                return;
            found++;
            if (group >= rows.RowsOf.Count || rows.RowsOf[group] is not (>= 0 and var row))
                return;
            if (!callers.TryGetValue(block.Stack, out TracedCaller caller))
                callers[block.Stack] = caller = TracedCaller.Of(trace.Stacks, block.Stack);
            ref Sum sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, (row, caller.Native ?? "(no stack)", caller.Java.Way), out _);
            sum = new Sum(sum.Bytes + block.Bytes, sum.Count + block.Count, sum.Samples + 1);
        });
        ILookup<int, MadeBy> byRow = sums
            .OrderByDescending(pair => pair.Value.Bytes).ThenBy(pair => pair.Key.Native, StringComparer.Ordinal).ThenBy(pair => pair.Key.Java, StringComparer.Ordinal)
            .ToLookup(pair => pair.Key.Row, pair => new MadeBy(pair.Key.Native, pair.Key.Java, pair.Value.Bytes, pair.Value.Count, pair.Value.Samples));
        return new TracedCensus([.. Enumerable.Range(0, rows.Rows.Count).Select(row => (IReadOnlyList<MadeBy>)[.. byRow[row]])], trace, blocks.Count, found);
    }

    readonly record struct Sum(double Bytes, double Count, long Samples);
}
