using Fathom.Accounting.Comparison;
using Fathom.Evidence;

namespace Fathom.Views.Text;

/// <summary>Did it work? The earlier answer beside this one, and why RSS may stay where it was.</summary>
static class SinceView
{
    const int MostChanges = 4;

    public static void Write(Since since, Snapshot now, int columns, TextWriter to)
    {
        EarlierAnswer then = since.Earlier;
        string when = then.TakenAt is { } at && now.TakenAt > at ? SizeText.Of(now.TakenAt - at) + " ago" : "an earlier look";
        string other = then.Pid is { } pid && pid != now.Target.Pid ? $" (pid {pid} then)" : "";
        Paragraph.Write("Since", $"{when}{other}: RSS {Pair(then.Resident, since.Resident)}; malloc in use {Pair(then.InUse, since.InUse)}, free in it {Pair(then.Free, since.Free)}", columns, to);
        if (since.IsKeptByMalloc)
            Paragraph.Write("", $"what is no longer in use is free in malloc, so RSS stays: a trim would return {SizeText.Of(since.Trimmable)}", columns, to);
        Write("Blocks", since.Blocks, columns, to);
        Write("Accounts", since.Accounts, columns, to);
        foreach (EarlierFinding finding in then.Findings)
            Paragraph.Write("Then", $"{finding.Rule}  {finding.Title}", columns, to);
    }

    static void Write(string label, IReadOnlyList<Change> changes, int columns, TextWriter to)
    {
        if (changes.Count > 0)
            Paragraph.Write(label, string.Join("; ", changes.Take(MostChanges).Select(change => $"{change.Name} {SizeText.Change(change.By)}")), columns, to);
    }

    static string Pair(Bytes? before, Bytes? after) => $"{SizeText.Of(before)} -> {SizeText.Of(after)}";
}
