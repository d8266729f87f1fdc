using System.Runtime.InteropServices;
using Fathom.Evidence.Tracing;

namespace Fathom.Accounting.Profiles;

/// <summary>A row of a trace beside an earlier one, in bytes that stayed a second: traces last differently long.</summary>
/// <param name="Error">Of the change, from the sampling of both: 95 of 100 lie within.</param>
public sealed record TraceChange(string Native, string? Java, double Before, double Now, double Error)
{
    public double Change => Now - Before;

    public bool IsSure => Math.Abs(Change) > Error;

    /// <summary>What changed most first.</summary>
    /// <param name="window">In which what lives now was made.</param>
    public static IReadOnlyList<TraceChange> Of(EarlierTrace earlier, IReadOnlyList<TraceSummary> rows, TimeSpan window)
    {
        double was = Seconds(earlier.Window), now = Seconds(window);
        Dictionary<(string, string?), (double Before, double Now, double Variance)> rates = [];
        foreach (EarlierTraceRow row in earlier.Rows)
            Add(row.Native, row.Java, row.Bytes / was, 0, row.Deviation / was);
        foreach (TraceSummary row in rows)
            Add(row.Native, row.Java, 0, row.Bytes / now, row.Deviation / now);
        return
        [
            .. from pair in rates
               let change = new TraceChange(pair.Key.Item1, pair.Key.Item2, pair.Value.Before, pair.Value.Now, 1.96 * Math.Sqrt(pair.Value.Variance))
               orderby Math.Abs(change.Change) descending, change.Native, change.Java
               select change,
        ];

        void Add(string native, string? java, double before, double after, double deviation)
        {
            ref (double Before, double Now, double Variance) rate = ref CollectionsMarshal.GetValueRefOrAddDefault(rates, (native, java), out _);
            rate = (rate.Before + before, rate.Now + after, rate.Variance + deviation * deviation);
        }
    }

    static double Seconds(TimeSpan time) => Math.Max(1, time.TotalSeconds);
}
