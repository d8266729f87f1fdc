using System.Globalization;
using Fathom.Accounting.Tracing;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;
using Fathom.Views.Text;

namespace Fathom.Views.Tracing;

/// <summary>`trace --os`: what the process took from the kernel, in words, then by caller and by thread.</summary>
public static class OsView
{
    const string BlindSpots = "what of it is in memory (a page is taken when it is touched first: fathom trace --touch); memory that children map; shared memory of shmat; "
        + "callers of Java beyond the innermost 4 KiB of a stack";

    public static void Write(OsAnswer answer, int columns, TextWriter to)
    {
        OsTrace trace = answer.Trace;
        Paragraph.Write("Trace", string.Create(CultureInfo.InvariantCulture,
            $"{answer.Profile.Report.Moments[^1].Place}, {trace.Elapsed.TotalSeconds:0.#} s, {trace.Calls.Sum(call => call.Count):N0} calls for memory{Counts(trace)}; {trace.Threads:N0} {(trace.Threads == 1 ? "thread" : "threads")} at its beginning{(trace.TargetLives ? "" : "; the process has ended")}"), columns, to);
        Paragraph.Write("Net", Net(answer), columns, to);
        Paragraph.Write("Most", Most(answer.Summary), columns, to);
        WriteUses(answer, columns, to);
        WriteThreads(answer, columns, to);
        Paragraph.Write("Unseen", BlindSpots, columns, to);
        GapsView.Write(answer.Profile.Gaps, columns, to);
    }

    static string Counts(OsTrace trace) =>
        trace.Calls.Count == 0 ? "" : " (" + string.Join(", ", trace.Calls.Select(call => string.Create(CultureInfo.InvariantCulture, $"{call.Name} {call.Count:N0}{(call.Failed > 0 ? string.Create(CultureInfo.InvariantCulture, $", {call.Failed:N0} failed") : "")}"))) + ")";

    static string Net(OsAnswer answer)
    {
        OsAmounts all = answer.Summary.All;
        List<string> parts = [];
        foreach (OsPurpose purpose in Enum.GetValues<OsPurpose>())
        {
            if (purpose != OsPurpose.File && answer.Summary.Purposes.GetValueOrDefault(purpose) is { } amounts && amounts.Net != Bytes.Zero)
                parts.Add($"{OsWords.Of(purpose)} {SizeText.Change(amounts.Net)}");
        }
        string resident = answer.Trace is { ResidentBefore: { } before, ResidentAfter: { } after } ? $"; resident {SizeText.ChangeInWords(after - before)}" : "";
        string advised = all.Advised > Bytes.Zero ? $"; pages of {SizeText.Of(all.Advised)} given back by madvise" : "";
        return $"{SizeText.ChangeInWords(all.Net)} that can be used{(parts.Count == 0 ? "" : ": " + string.Join(", ", parts))}{advised}{resident}";
    }

    static string Most(OsSummary summary)
    {
        if (summary.Uses is not [{ Amounts.Net.Value: > 0, Purpose: not OsPurpose.File } most, ..])
            return "nothing was mapped that stays";
        string heaps = most.Amounts.ArenaHeaps > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({most.Amounts.ArenaHeaps} new heaps of 64 MiB)") : "";
        return $"{OsWords.Of(most.Purpose)} {SizeText.Change(most.Amounts.Net)}{heaps} for {OsWords.Caller(most)}"
            + (most.Java is { } java ? $", from {java}" : "") + (most.Threads is { } threads ? $", threads {threads}" : "");
    }

    static void WriteUses(OsAnswer answer, int columns, TextWriter to)
    {
        IReadOnlyList<OsUse> uses = answer.Summary.Uses;
        if (uses.Count == 0)
            return;
        Table table = new(to, columns, new("Net", 9, Align.Right), new("Mapped", 9, Align.Right), new("Calls", 9, Align.Right), new("What for, and who asked", 0));
        table.Header();
        foreach (OsUse use in uses.Take(answer.Profile.Shown.Top))
        {
            OsAmounts amounts = use.Amounts;
            table.Row(SizeText.Change(amounts.Net), SizeText.Of(amounts.Mapped), Number(amounts.Calls), $"{OsWords.Of(use.Purpose)}: {OsWords.Caller(use)}");
            if (use.Java is { } java)
                table.Row("", "", "", "<- " + java);
            if (amounts.Advised > Bytes.Zero)
                table.Row("", "", "", $"pages of {SizeText.Of(amounts.Advised)} given back by madvise");
        }
        More(uses.Count, answer, to);
    }

    static void WriteThreads(OsAnswer answer, int columns, TextWriter to)
    {
        IReadOnlyList<OsThread> threads = answer.Summary.Threads;
        if (threads.Count == 0)
            return;
        Table table = new(to, columns, new("Net", 9, Align.Right), new("Mapped", 9, Align.Right), new("Released", 9, Align.Right), new("Calls", 9, Align.Right), new("Thread", 0));
        table.Header();
        foreach (OsThread thread in threads.Take(answer.Profile.Shown.Top))
        {
            OsAmounts amounts = thread.Amounts;
            table.Row(SizeText.Change(amounts.Net), SizeText.Of(amounts.Mapped), SizeText.Of(amounts.Released), Number(amounts.Calls), NameOf(thread));
        }
        More(threads.Count, answer, to);
    }

    static void More(int count, OsAnswer answer, TextWriter to)
    {
        if (count > answer.Profile.Shown.Top)
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {count - answer.Profile.Shown.Top:N0} more (--top shows more)."));
    }

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    static string NameOf(OsThread thread) => thread.Tid is not { } number ? "mapped before the trace"
        : ThreadNumber.Tid(number) is { } tid ? string.Create(CultureInfo.InvariantCulture, $"{thread.Name} ({tid})") : "threads without a name";
}
