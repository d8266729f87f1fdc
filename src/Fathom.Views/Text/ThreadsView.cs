using System.Globalization;
using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Views.Text;

/// <summary>One line a thread: its numbers, its stack, what it is.</summary>
public static class ThreadsView
{
    public static void Write(IReadOnlyList<ThreadUsage> threads, int columns, TextWriter to)
    {
        bool wide = columns >= 110;
        List<Column> layout = [new("Tid", 8, Align.Right), new("nid", 8, Align.Right), new("Stack", 9, Align.Right),
            new("Resident", 9, Align.Right), new("Arena", 5, Align.Right), new("State", 9)];
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
                SizeText.Of(thread.Resident), thread.Arena?.ToString(CultureInfo.InvariantCulture) ?? "-", thread.Java is { } java ? ThreadStates.Word(java.State) : "native",
            ];
            if (wide)
                cells.AddRange([SizeText.Of(thread.Java?.Allocated), thread.Thread.Name]);
            cells.Add(thread.Java?.Name ?? thread.Thread.Name);
            table.Row([.. cells]);
        }
        WriteSum(threads, to);
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
}
