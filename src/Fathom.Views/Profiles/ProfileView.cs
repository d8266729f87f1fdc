using System.Globalization;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Views.Text;

namespace Fathom.Views.Profiles;

/// <summary>`profile`: whose the memory is.</summary>
public static class ProfileView
{
    public static void Write(ProfileAnswer answer, int columns, TextWriter to)
    {
        ProfileReport report = answer.Report;
        WriteHead(report, report.Column!, columns, to);
        if (report.Moments.Count > 1)
            ProfileSeriesView.Write(report, report.Column!, answer.Shown.Top, columns, to);
        WriteTable(answer, columns, to);
        GapsView.Write(answer.Gaps, columns, to);
    }

    /// <summary>What was asked for: a table of functions or threads, a tree, or callers and callees.</summary>
    internal static void WriteTable(ProfileAnswer answer, int columns, TextWriter to)
    {
        ProfileReport report = answer.Report;
        ProfileColumn column = report.Column!;
        if (answer.Shown.ByThread)
            WriteThreads(report, column, answer.Shown.Top, columns, to);
        else if (answer.Shown.Peek is { } peek)
            ProfilePeekView.Write(report, column, peek, answer.Shown.Top, columns, to);
        else if (answer.Shown.Tree)
            ProfileTreeView.Write(report, column, columns, to);
        else
            WriteTop(report, column, answer.Shown, columns, to);
    }

    static void WriteHead(ProfileReport report, ProfileColumn column, int columns, TextWriter to)
    {
        ProfileMoment last = report.Moments[^1];
        Paragraph.Write("Profile", $"{Printable.Of(last.Place)}, {last.Kind}, {last.Samples.ToString("N0", CultureInfo.InvariantCulture)} stacks{Sampling(last.Sampling)}", columns, to);
        if (report.Base is { } before)
            Paragraph.Write("Base", $"{Printable.Of(before.Place)}: {Amount.Of(column, before.Total)}{Error(column, before)}", columns, to);
        string change = report.Base is { } then ? $", {Amount.Change(column, last.Total - then.Total)}" : "";
        string means = column.Title is { } title ? " " + title : column.Unit.Length == 0 ? " (unit not told: --unit says it)" : "";
        Paragraph.Write(column.Title is null ? Title(column) : "Value", $"{Amount.Of(column, last.Total)}{means}{Error(column, last)}{change}", columns, to);
        WriteOthers(report, column, columns, to);
    }

    /// <summary>Kinds that a profiler keeps apart, such as lost and reachable: each is a part of the answer.</summary>
    static void WriteOthers(ProfileReport report, ProfileColumn column, int columns, TextWriter to)
    {
        List<string> others = [];
        for (int i = 0; i < report.Columns.Count; i++)
        {
            ProfileColumn other = report.Columns[i];
            if (other.Title is { } title && other.Name != column.Name && other.Unit == column.Unit && report.SumsOf(i, isBefore: false).Total() is > 0 and var total)
                others.Add($"{Amount.Of(other, total)} {title}");
        }
        if (others.Count > 0)
            Paragraph.Write("Besides", string.Join(", ", others), columns, to);
    }

    internal static string Title(ProfileColumn column) => column.Title is { } title ? title : column.Measure switch
    {
        ProfileMeasure.InUseBytes or ProfileMeasure.InUseCount => "In use",
        ProfileMeasure.AllocatedBytes or ProfileMeasure.AllocatedCount => "Allocated",
        ProfileMeasure.LeakedBytes or ProfileMeasure.LeakedCount => "Leaked",
        _ => Printable.Of(column.Name),
    };

    static string Sampling(ProfileSampling sampling) => sampling.Kind switch
    {
        SamplingKind.Poisson or SamplingKind.EveryNth => $", a sample every {SizeText.Of(new Bytes(sampling.Interval))}",
        _ => "",
    };

    static string Error(ProfileColumn column, ProfileMoment moment) => moment.Error >= 1 ? $" ± {Amount.Of(column, moment.Error)}" : "";

    static void WriteTop(ProfileReport report, ProfileColumn column, ProfileShown shown, int columns, TextWriter to)
    {
        CallRow[] rows = CallTable.Sorted(report.Forest, CallTable.Rows(report.Forest, report.Now, report.Before), shown.ByCumulative);
        bool compares = report.Before is not null;
        double total = compares ? rows.Sum(row => Math.Abs(row.FlatChange)) : report.Moments[^1].Total;
        Table table = new(to, columns, new("Flat", 9, Align.Right), new("%", 7, Align.Right), new("Cumulative", 10, Align.Right), new("%", 7, Align.Right), new("", 0));
        table.Header();
        foreach (CallRow row in rows.Take(shown.Top))
        {
            table.Row(
                compares ? Amount.Change(column, row.FlatChange) : Amount.Of(column, row.Flat), Share(row.FlatChange, total),
                compares ? Amount.Change(column, row.CumulativeChange) : Amount.Of(column, row.Cumulative), Share(row.CumulativeChange, total),
                report.Forest.Labels[row.Label]);
        }
        if (rows.Length > shown.Top)
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {rows.Length - shown.Top:N0} more (--top shows more)."));
    }

    static void WriteThreads(ProfileReport report, ProfileColumn column, int top, int columns, TextWriter to)
    {
        IReadOnlyList<ThreadRow> threads = report.Threads;
        double total = threads.Sum(row => Math.Abs(row.Change));
        Table table = new(to, columns, new(Title(column), 10, Align.Right), new("%", 7, Align.Right), new("Thread", 0));
        table.Header();
        foreach (ThreadRow row in threads.Take(top))
            table.Row(report.Before is null ? Amount.Of(column, row.Value) : Amount.Change(column, row.Change), Share(row.Change, total), row.Thread.Length > 0 ? row.Thread : "(not told)");
        if (threads.Count > top)
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {threads.Count - top:N0} more (--top shows more)."));
    }

    internal static string Share(double part, double whole) => whole == 0 ? "-" : SizeText.Share(Math.Abs(part / whole));
}
