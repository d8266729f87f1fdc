using System.Globalization;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;

namespace Fathom.Views.Text;

/// <summary>One line a thread: its numbers, its stack, what it is.</summary>
public static class ThreadsView
{
    public static void Write(IReadOnlyList<ThreadUsage> threads, TracedBlocks? trace, int columns, TextWriter to)
    {
        bool wide = columns >= 110;
        List<Column> layout = [new("Tid", 8, Align.Right), new("nid", 8, Align.Right), new("Stack", 9, Align.Right),
            new("Resident", 9, Align.Right)];
        bool traced = trace is not null;
        if (traced)
            layout.AddRange([new("Made", 9, Align.Right), new("Lives", 9, Align.Right)]);
        if (wide || !traced)
            layout.AddRange([new("Arena", 5, Align.Right), new("State", 9)]);
        if (wide)
            layout.AddRange([new("Allocated", 9, Align.Right), new("OS name", 15)]);
        layout.Add(new("Name", 0));
        Table table = new(to, columns, [.. layout]);
        table.Header();
        foreach (ThreadUsage thread in threads)
        {
            List<string> cells =
            [
                thread.Thread.Tid.ToString(CultureInfo.InvariantCulture), NidText(thread), SizeText.Of(thread.Thread.Stack?.Length),
                SizeText.Of(thread.Resident),
            ];
            if (traced)
                cells.AddRange([SizeText.Of(thread.Native?.Made), SizeText.Of(thread.Native?.Lives)]);
            if (wide || !traced)
                cells.AddRange([thread.Arena?.ToString(CultureInfo.InvariantCulture) ?? "-", thread.Java is { } java ? ThreadStates.Word(java.State) : "native"]);
            if (wide)
                cells.AddRange([SizeText.Of(thread.Java?.Allocated), thread.Thread.Name]);
            cells.Add(thread.Java?.Name ?? thread.Thread.Name);
            table.Row([.. cells]);
        }
        WriteSum(threads, to);
        if (trace is not null)
            WriteTrace(threads, trace, to);
    }

    /// <summary>As jstack of JDK 8 to 17 writes it.</summary>
    public static string NidText(ThreadUsage thread) =>
        "0x" + thread.Thread.InsideTid.ToString("x", CultureInfo.InvariantCulture);

    static void WriteSum(IReadOnlyList<ThreadUsage> threads, TextWriter to)
    {
        Bytes resident = threads.Aggregate(Bytes.Zero, (sum, thread) => sum + (thread.Resident ?? Bytes.Zero));
        int java = threads.Count(thread => thread.Java is not null);
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {threads.Count} threads, {java} of them run Java; their stacks have {SizeText.Of(resident)} in memory."));
    }

    static void WriteTrace(IReadOnlyList<ThreadUsage> threads, TracedBlocks trace, TextWriter to)
    {
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  Made: of malloc in {trace.Figures.Elapsed.TotalSeconds:0.#} s, by {trace.Figures.Samples:N0} samples; Lives: of that, not freed by whomever."));
        if (ThreadUsage.Ended(threads, trace) is { Made: var made, Lives: var lives } && made > Bytes.Zero)
            to.WriteLine($"  Threads that have ended made {SizeText.Of(made)}; {SizeText.Of(lives)} of it lives.");
    }
}
