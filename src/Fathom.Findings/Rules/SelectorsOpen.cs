using System.Globalization;
using Fathom.Accounting;
using Fathom.Accounting.Saved;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Selectors never closed: an array of events, an epoll and an event descriptor each, and memory of the kernel's behind those.</summary>
sealed class SelectorsOpen : CensusRule
{
    // Servers have one for each I/O thread, or two for each core: far below.
    const long Many = 200;

    public override string Id => "FTH024";

    public override ConfirmingTest Test => ConfirmingTest.CollectionKeeps;

    public override bool NeedsSizes => false;

    public override Finding? Judge(Case seen)
    {
        if (Undivided.IsAll(seen))
            return Counted(seen);
        Rows rows = new(seen.Rows(row => row.Remedy == "close-selectors"));
        // JDK 8 has arrays of its channels in the same objects: of those no epoll is open.
        long selectors = seen.Snapshot.OpenFiles is { IsPart: false } files ? Math.Min(rows.Count, files.EventPolls) : rows.Count;
        if (selectors < Many || selectors <= seen.Snapshot.Threads.Count)
            return null;
        return About(seen, rows, string.Create(CultureInfo.InvariantCulture, $"{selectors:N0} selectors are open{Holders.By(rows)}")) with
        {
            Evidence = [.. rows.Said(), .. Files(seen)],
            Return = "two open files each, and kernel memory",
        };
    }

    /// <summary>By a histogram of live objects; one that was closed and is kept all the same is counted, too.</summary>
    Finding? Counted(Case seen)
    {
        const string Selector = "sun.nio.ch.EPollSelectorImpl";
        if (ObjectCounts.Of(seen.Snapshot.Saved) is not { } counts || !counts.Outlive(Selector))
            return null;
        long selectors = counts.Of(Selector);
        return selectors < Many || selectors <= Math.Max(seen.Snapshot.Threads.Count, seen.Snapshot.Status.Threads ?? 0) ? null : new Finding
        {
            Rule = Id,
            Severity = Fault(seen, Bytes.Zero),
            Confidence = Confidence.Likely,
            Title = $"{Jvm.Number(selectors)} selectors are open",
            Evidence = [$"{Jvm.Number(selectors)} {Selector} in a class histogram of live objects", .. Files(seen)],
            Undecided = "ls -l /proc/PID/fd counts the epoll descriptors among the open files",
            Return = "two open files each, and kernel memory",
        };
    }

    public override RuledOut? Clear(Case seen) =>
        seen.Snapshot.OpenFiles is { } files ? new RuledOut("open files", string.Create(CultureInfo.InvariantCulture, $"{files.Count:N0}, {files.EventPolls:N0} of them epoll")) : null;

    static IEnumerable<string> Files(Case seen)
    {
        if (seen.Snapshot.OpenFiles is not { } files)
            yield break;
        string most = seen.Snapshot.Limits.OpenFiles is { } limit ? string.Create(CultureInfo.InvariantCulture, $" of {limit:N0}") : "";
        yield return string.Create(CultureInfo.InvariantCulture, $"{files.Count:N0}{most} open files, {files.EventPolls:N0} of them epoll");
    }
}
