using System.Globalization;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Views.Text;

/// <summary>`jvm`: what the JVM holds and counts: heap, metaspace, code, buffers, threads, classes, collections, flags.</summary>
public static class JvmView
{
    public static void Write(Snapshot snapshot, Ledger ledger, int columns, TextWriter to)
    {
        HeadView.Write(snapshot, columns, to);
        JvmState state = snapshot.JvmState ?? new();
        JvmSpacesView.Write(state, ledger, columns, to);
        if (state.Counters is { } data)
            WriteCollectors(GcCounters.Of(data), columns, to);
        WriteCounts(snapshot, state, to);
        WriteTables(state.Tables, to);
        JvmFlagsView.Write(state.Flags, columns, to);
        GapsView.Write(snapshot.Gaps, columns, to);
    }

    /// <summary>The titles of jstat's columns, above rows that come one by one.</summary>
    public static void WriteTitles(IReadOnlyList<JstatColumn> columns, TextWriter to) =>
        to.WriteLine(string.Join(' ', columns.Select(column => column.Title.PadLeft(column.Width))));

    public static void WriteRow(IReadOnlyList<JstatColumn> columns, PerfData data, TextWriter to) =>
        to.WriteLine(string.Join(' ', columns.Select(column => column.Show(data).PadLeft(column.Width))));

    static void WriteCollectors(GcCounters gc, int columns, TextWriter to)
    {
        Table table = new(to, columns, new Column("Collections", 42), new Column("Count", 9, Align.Right), new Column("Time", 0));
        table.Header();
        foreach (Collections each in gc.Collectors)
            table.Row(each.Name, Number(each.Count), Seconds(each.Time));
        if (gc.LastCause is { } cause)
            to.WriteLine("  Last cause: " + Printable.Of(cause));
    }

    static void WriteCounts(Snapshot snapshot, JvmState state, TextWriter to)
    {
        PerfData? data = state.Counters;
        WriteThreads(snapshot, state, to);
        Line(to, "Classes", [
            state.Figures?.Classes is { } classes
                ? string.Create(CultureInfo.InvariantCulture, $"{classes.Count:N0} in {classes.Loaders:N0} loaders{(snapshot.Saved is null ? $", {classes.Hidden:N0} hidden" : "")}") : null,
            Counted(data, "java.cls.loadedClasses", "loaded"), Counted(data, "java.cls.sharedLoadedClasses", "shared (CDS)"),
            Counted(data, "java.cls.unloadedClasses", "unloaded")]);
        Line(to, "Code", [
            state.Figures?.Code is { } code
                ? string.Create(CultureInfo.InvariantCulture, $"{code.Methods:N0} methods of {code.Blobs:N0} blobs, {code.TimesFull:N0} times full") : null,
            data?.Size("sun.ci.nmethodSize") is { } size ? "compiled " + SizeText.Of(size) : null]);
        Line(to, "Safepoints", [Counted(data, "sun.rt.safepoints", "in"), data?.Ticks("sun.rt.safepointTime") is { } time ? Seconds(time) : null]);
        if (data is null && state.Figures?.Collections is { } collections)
            to.WriteLine("Collections " + Number(collections));
    }

    /// <summary>Many entries a bucket make a table slow; it lies in malloc's memory, its strings in the heap.</summary>
    static void WriteTables(IReadOnlyList<TableStats> tables, TextWriter to) =>
        Line(to, "Tables", [.. tables.Select(table => string.Create(CultureInfo.InvariantCulture,
            $"{table.Name} {Number(table.Entries)} in {Number(table.Buckets)} buckets"))]);

    /// <summary>By what they do; the states are those of `threads`.</summary>
    static void WriteThreads(Snapshot snapshot, JvmState state, TextWriter to)
    {
        PerfData? data = state.Counters;
        int native = snapshot.Threads.Count - state.Threads.Count;
        // A thread dump has other words for what threads do.
        string? states = state.Threads.Count == 0 ? null : snapshot.Saved is not null && state.Threads.All(thread => thread.State == 0) ? ""
            : string.Join(", ", ThreadStates.Of(state.Threads).Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Count:N0} {each.State}")));
        Line(to, "Threads", [
            states is null ? null : string.Create(CultureInfo.InvariantCulture, $"{state.Threads.Count:N0} Java{(states.Length == 0 ? "" : $" ({states})")}"),
            native > 0 && states is not null ? Number(native) + " native" : null,
            Counted(data, "java.threads.live", "live"), Counted(data, "java.threads.daemon", "daemon"),
            Counted(data, "java.threads.livePeak", "at most"), Counted(data, "java.threads.started", "started")]);
        if (ThreadStates.Allocated(state.Threads) is { } allocated)
            to.WriteLine("  Java threads that live have allocated " + SizeText.Of(allocated));
    }

    static void Line(TextWriter to, string title, ReadOnlySpan<string?> parts)
    {
        List<string> known = [];
        foreach (string? part in parts)
        {
            if (part is not null)
                known.Add(part);
        }
        if (known.Count > 0)
            to.WriteLine(title + " " + string.Join(", ", known).Replace(" in, ", " in ", StringComparison.Ordinal));
    }

    static string? Counted(PerfData? data, string name, string what) =>
        data?.Number(name) is { } number ? Number(number) + " " + what : null;

    static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "-";

    static string Seconds(TimeSpan? time) => time is { } known ? known.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture) + " s" : "-";
}
