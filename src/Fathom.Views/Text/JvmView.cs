using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Views.Text;

/// <summary>`jvm`: what the JVM counts of its heap, metaspace, collections, classes and threads.</summary>
public static class JvmView
{
    public static void Write(JvmCounters counters, int columns, TextWriter to)
    {
        HeadView.Write(new Snapshot { TakenAt = counters.TakenAt, Target = counters.Target, Cost = counters.Cost }, columns, to);
        GcCounters gc = GcCounters.Of(counters.Data);
        WriteSpaces(gc, columns, to);
        WriteCollectors(gc, columns, to);
        WriteCounts(counters.Data, to);
        GapsView.Write(counters.Gaps, columns, to);
    }

    /// <summary>The titles of jstat's columns, above rows that come one by one.</summary>
    public static void WriteTitles(IReadOnlyList<JstatColumn> columns, TextWriter to) =>
        to.WriteLine(string.Join(' ', columns.Select(column => column.Title.PadLeft(column.Width))));

    public static void WriteRow(IReadOnlyList<JstatColumn> columns, PerfData data, TextWriter to) =>
        to.WriteLine(string.Join(' ', columns.Select(column => column.Show(data).PadLeft(column.Width))));

    static void WriteSpaces(GcCounters gc, int columns, TextWriter to)
    {
        Table table = new(to, columns, new Column("Space", 14), new Column("Committed", 10, Align.Right),
            new Column("Used", 10, Align.Right), new Column("Used %", 7, Align.Right), new Column("Most", 0));
        table.Header();
        foreach (HeapSpace? space in (IEnumerable<HeapSpace?>)[.. gc.Spaces, gc.Metaspace, gc.ClassSpace])
            if (space is not null)
                table.Row(space.Name, SizeText.Of(space.Capacity), SizeText.Of(space.Used), Share(space), SizeText.Of(space.Max));
    }

    static void WriteCollectors(GcCounters gc, int columns, TextWriter to)
    {
        Table table = new(to, columns, new Column("Collections", 42), new Column("Count", 9, Align.Right), new Column("Time", 0));
        table.Header();
        foreach (Collections each in gc.Collectors)
            table.Row(each.Name, Number(each.Count), Seconds(each.Time));
        if (gc.LastCause is { } cause)
            to.WriteLine("  Last cause: " + Printable.Of(cause));
    }

    static void WriteCounts(PerfData data, TextWriter to)
    {
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Threads {Of("java.threads.live")} live, {Of("java.threads.daemon")} daemon, {Of("java.threads.livePeak")} at most, {Of("java.threads.started")} started"));
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Classes {Of("java.cls.loadedClasses")} loaded, {Of("java.cls.sharedLoadedClasses")} shared (CDS), {Of("java.cls.unloadedClasses")} unloaded"));
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Compiled methods {SizeText.Of(data.Size("sun.ci.nmethodSize"))}; safepoints {Of("sun.rt.safepoints")}, {Seconds(data.Ticks("sun.rt.safepointTime"))}"));

        string Of(string name) => Number(data.Number(name));
    }

    static string Share(HeapSpace space) =>
        space.Capacity.Value == 0 ? "-" : (space.Used.Value * 100.0 / space.Capacity.Value).ToString("F1", CultureInfo.InvariantCulture);

    static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "-";

    static string Seconds(TimeSpan? time) => time is { } known ? known.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture) + " s" : "-";
}
