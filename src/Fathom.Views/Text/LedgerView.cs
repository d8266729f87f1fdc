using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Views.Text;

/// <summary>The ledger as a table: every account, what has no owner, and the balance.</summary>
public static class LedgerView
{
    public static void Write(Snapshot snapshot, Ledger ledger, int columns, int mostLines, TextWriter to)
    {
        WriteTotals(snapshot, ledger, to);
        if (!snapshot.HasSizes)
            return;
        Columns shown = Columns.Of(ledger);
        Table table = new(to, columns, shown.Layout(columns));
        table.Header();
        int lines = Math.Min(mostLines, ledger.Lines.Count);
        for (int i = 0; i < lines; i++)
            table.Row(shown.Cells(ledger.Lines[i].Account, ledger.Lines[i].Amounts, ledger, ledger.Lines[i].Source));
        if (ledger.Lines.Count > lines)
            table.Row(shown.Cells($"{ledger.Lines.Count - lines} smaller accounts", Rest(ledger, lines), ledger, ""));
        table.Row(shown.Cells(Accounts.Unexplained, ledger.Unexplained, ledger, ""));
        WriteBalance(ledger, to);
    }

    static void WriteTotals(Snapshot snapshot, Ledger ledger, TextWriter to)
    {
        ProcessStatus status = snapshot.Status;
        string text = "RSS " + (ledger.Resident is null && !snapshot.HasSizes ? "unknown"
            : SizeText.Of(ledger.Resident ?? ledger.Counted.Resident));
        if (status.PeakResident is { } peak)
            text += ", at most " + SizeText.Of(peak);
        if (status.Size is { } size)
            text += "   virtual " + SizeText.Of(size);
        if (status.Swap is { Value: > 0 } swap)
            text += "   swap " + SizeText.Of(swap);
        if (snapshot.Target.Command.MaxHeap is { } heap)
            text += "   heap may take " + SizeText.Of(heap);
        if (status.Threads is { } threads)
            text += $"   threads {threads}";
        to.WriteLine(text);
    }

    static void WriteBalance(Ledger ledger, TextWriter to)
    {
        if (ledger.BalanceError is not { } error)
            to.WriteLine("  No figure of the kernel to balance to.");
        else if (error.Value == 0)
            to.WriteLine("  Balances to the kernel's RSS.");
        else
            to.WriteLine("  Drift while we looked: counted " + SizeText.Of(new Bytes(Math.Abs(error.Value)))
                + (error.Value > 0 ? " more" : " less") + " than the kernel's RSS a moment later.");
    }

    static Amounts Rest(Ledger ledger, int from) =>
        ledger.Lines.Skip(from).Aggregate(default(Amounts), (sum, line) => sum + line.Amounts);

    /// <summary>Columns beyond the first are shown only where something stands in them.</summary>
    readonly record struct Columns(bool Swap, bool Hugetlb, bool Pss)
    {
        const int SizeWidth = 9;

        public static Columns Of(Ledger ledger) => new(
            ledger.Counted.Swap.Value > 0, ledger.Counted.Hugetlb.Value > 0, ledger.Counted.Pss is not null);

        public Column[] Layout(int columns)
        {
            List<Column> layout = [new("Account", columns >= 120 ? 60 : 34), new("Resident", SizeWidth, Align.Right), new("", 6, Align.Right)];
            if (Pss)
                layout.Add(new("Pss", SizeWidth, Align.Right));
            if (Swap)
                layout.Add(new("Swap", SizeWidth, Align.Right));
            if (Hugetlb)
                layout.Add(new("Huge", SizeWidth, Align.Right));
            layout.Add(new("Known from", 0));
            return [.. layout];
        }

        public string[] Cells(string account, Amounts amounts, Ledger ledger, string source)
        {
            long total = ledger.Counted.Resident.Value;
            List<string> cells =
            [
                account, SizeText.Of(amounts.Resident),
                SizeText.Share(total == 0 ? 0 : (double)amounts.Resident.Value / total),
            ];
            if (Pss)
                cells.Add(SizeText.Of(amounts.Pss));
            if (Swap)
                cells.Add(SizeText.Of(amounts.Swap));
            if (Hugetlb)
                cells.Add(SizeText.Of(amounts.Hugetlb));
            cells.Add(source);
            return [.. cells];
        }
    }
}
