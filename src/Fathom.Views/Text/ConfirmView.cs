using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Findings;

namespace Fathom.Views.Text;

/// <summary>What a confirming test showed.</summary>
public static class ConfirmView
{
    public static void Write(Confirmation done, int columns, TextWriter to)
    {
        HeadView.Write(done.After.Snapshot, columns, to);
        Paragraph.Write(Word(done.Outcome), done.Finding.Rule + "  " + done.Finding.Title, columns, to);
        Paragraph.Write("Showed", Showed(done), columns, to);
        foreach (string line in done.Said.Skip(1))
            Paragraph.Write("", Printable.Of(line), columns, to);
        if (done.Test is ConfirmingTest.CollectionFrees or ConfirmingTest.CollectionKeeps)
        {
            Paragraph.Write("RSS", $"{SizeText.Of(done.Before.Resident)} before, {SizeText.Of(done.After.Resident)} after", columns, to);
            Paragraph.Write("malloc", $"in use {InUse(done.Before)} before, {InUse(done.After)} after; free in it {Free(done.Before)} before, {Free(done.After)} after: "
                + $"a trim would return {SizeText.Of(done.After.On(Accounts.MallocTrimmable))}", columns, to);
        }
        foreach (string line in done.Test == ConfirmingTest.Growth ? done.Finding.Evidence : [])
            Paragraph.Write("", line, columns, to);
        if (done.Outcome == Outcome.Confirmed && RulePage.Of(done.Finding.Rule)?.Remedies is [var best, ..])
            Paragraph.Write("Do", RulePage.For(Printable.Of(done.After.Snapshot.Target.Named), best), columns, to);
        CostView.Write(done.After.Snapshot.Cost, to);
    }

    public static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Confirmed => "CONFIRMED",
        Outcome.Refuted => "REFUTED",
        _ => "CANNOT TELL",
    };

    static string Showed(Confirmation done) => (done.Test, done.Outcome) switch
    {
        (ConfirmingTest.CollectionFrees, Outcome.Confirmed) => $"a full collection freed {SizeText.Of(done.Went)} of {SizeText.Of(done.Finding.Bytes)}: it was garbage",
        (ConfirmingTest.CollectionFrees, Outcome.Refuted) => $"{SizeText.Of(done.Then)} of {SizeText.Of(done.Finding.Bytes)} are as before: something keeps them",
        (ConfirmingTest.CollectionKeeps, Outcome.Confirmed) => $"{SizeText.Of(done.Then)} of {SizeText.Of(done.Finding.Bytes)} outlived a full collection: they are kept",
        (ConfirmingTest.CollectionKeeps, Outcome.Refuted) => $"a full collection freed {SizeText.Of(done.Went)} of {SizeText.Of(done.Finding.Bytes)}: nothing keeps them",
        (ConfirmingTest.Growth, Outcome.Confirmed) => "it grows",
        (ConfirmingTest.Growth, Outcome.Refuted) => "it did not grow in that time",
        _ when done.Said.Count > 0 => Printable.Of(done.Said[0]),
        _ => $"{SizeText.Of(done.Then)} of {SizeText.Of(done.Finding.Bytes)} are left: neither all nor none",
    };

    static string InUse(Case seen) => SizeText.Of(seen.Snapshot.MallocState?.Resident.InUse);

    static string Free(Case seen) => SizeText.Of(seen.Snapshot.MallocState?.Resident.Free);
}
