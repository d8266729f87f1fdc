using Fathom.Accounting.Budget;
using Fathom.Accounting.Comparison;
using Fathom.Accounting.Container;
using Fathom.Evidence;
using Fathom.Findings;

namespace Fathom.Views.Text;

/// <summary>The first screen: what is the matter, where the memory is, what was ruled out, and what to do.</summary>
public static class DoctorView
{
    const int MostFindings = 5;

    public static void Write(Case seen, Verdict verdict, Since? since, int columns, TextWriter to, bool withBudget = false)
    {
        Snapshot snapshot = seen.Snapshot;
        HeadView.Write(snapshot, columns, to);
        SavedView.Write(snapshot, columns, to);
        WriteFindings(seen, verdict, columns, to);
        if (seen.Growth is { } growth)
            GrowthView.Write(growth, columns, to);
        if (since is not null)
            SinceView.Write(since, snapshot, columns, to);
        MemoryLine.Write(snapshot, seen.Ledger, columns, to);
        SavedView.WriteNmt(snapshot, columns, to);
        SaidView.Write(snapshot.Saved, columns, to);
        LogsView.Write(snapshot.Saved, columns, to);
        ProfiledView.Write(seen, columns, to);
        HeapDumpView.Write(snapshot, columns, to);
        ContainerLine.Write(ContainerLedger.Of(snapshot), snapshot.Target.Jvm is not null, columns, to);
        MallocLine.Write(snapshot.MallocState, columns, to);
        if (!verdict.HasFault)
            CensusLine.WriteLargest(seen.Census, columns, to);
        WriteRuledOut(verdict, columns, to);
        if (withBudget)
            BudgetView.Write(BudgetTable.Of(snapshot, seen.Ledger), columns, to);
        string target = Printable.Of(snapshot.Target.Named);
        if (verdict.Findings.FirstOrDefault(finding => !finding.IsInformation) is { } first && RulePage.Of(first.Rule) is { } page)
            WriteRemedy(first, page, snapshot, columns, to);
        GapsView.Write(snapshot.Gaps, columns, to);
        if (NextEvidence.Of(seen, verdict) is { } next)
            Paragraph.Write("Decides", $"{next.How}: {next.Why}", columns, to);
        if (snapshot.HasSizes || snapshot.Saved is null)
            WriteNext(target, snapshot.MallocState is not null, to);
        CostView.Write(snapshot.Cost, to);
    }

    static void WriteFindings(Case seen, Verdict verdict, int columns, TextWriter to)
    {
        foreach (Finding finding in verdict.Findings.Take(MostFindings))
            FindingView.Write(finding, columns, to);
        if (verdict.Findings.Count > MostFindings)
            to.WriteLine($"  and {verdict.Findings.Count - MostFindings} lesser findings: --json has them");
        if (!verdict.HasFault && seen.Snapshot.HasSizes)
            to.WriteLine(IsMostlyUnknown(seen) ? "Too little of it has an owner in these files to tell whether anything must be mended." : "Nothing was found that must be mended.");
    }

    /// <summary>Where more than half of the memory has no owner, silence of the rules is no innocence.</summary>
    static bool IsMostlyUnknown(Case seen) => seen.Snapshot.Saved is not null && seen.Ledger.Unexplained.Resident.Value * 2 > seen.Resident.Value;

    static void WriteRuledOut(Verdict verdict, int columns, TextWriter to)
    {
        if (verdict.RuledOut.Count > 0)
            Paragraph.Write("Ruled out", string.Join("; ", verdict.RuledOut.Select(each => each.What + " " + each.Figure)), columns, to);
    }

    static void WriteRemedy(Finding finding, RulePage page, Snapshot snapshot, int columns, TextWriter to)
    {
        string target = Printable.Of(snapshot.Target.Named);
        if (page.Remedies is [var best, ..])
            Paragraph.Write("Do", RulePage.For(target, best, snapshot), columns, to);
        if (page.Confirm is { } confirm)
            Paragraph.Write("Prove", RulePage.For(target, confirm, snapshot) + (finding.Return is { } gain ? " Expected: " + gain : ""), columns, to);
        Paragraph.Write("Why", $"fathom explain {finding.Rule}", columns, to);
    }

    static void WriteNext(string target, bool hasMalloc, TextWriter to)
    {
        to.WriteLine($"Next     every account: fathom ledger {target};  each mapping: fathom map {target}");
        if (hasMalloc)
            to.WriteLine($"         whose blocks: fathom census {target};  what malloc keeps: fathom arenas {target}");
    }
}
