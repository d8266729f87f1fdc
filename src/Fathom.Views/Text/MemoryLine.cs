using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Views.Text;

/// <summary>RSS by its branches in a few words, largest first: the ledger as a sentence.</summary>
static class MemoryLine
{
    static readonly (string Branch, string Name)[] Branches =
    [
        ("java/heap/", "heap"), ("java/metaspace/", "metaspace"), ("java/code/", "code"), ("java/gc/", "gc"), ("java/cds", "cds"),
        ("java/other/", "other JVM"), ("stacks/", "stacks"), ("malloc/in-use", "malloc in use"), ("malloc/free/", "malloc free"),
        ("malloc/", "malloc other"), ("files/", "files"), ("shm/", "shared memory"), ("kernel/", "kernel"),
    ];

    // What is smaller than a two-hundredth is not why a process is large.
    const int Part = 200;

    public static void Write(Snapshot snapshot, Ledger ledger, int columns, TextWriter to)
    {
        Bytes? resident = ledger.Resident ?? (snapshot.HasSizes ? ledger.Counted.Resident : null);
        List<string> parts = [SizeText.Of(resident) + Peak(snapshot.Status)];
        if (snapshot.HasSizes)
            parts.Add(Of(ledger));
        Paragraph.Write("RSS", string.Join(" = ", parts), columns, to);
    }

    static string Peak(ProcessStatus status) =>
        status is { PeakResident: { } peak, Resident: { } now } && peak.Value > now.Value / 10 * 11 ? $" (at most {SizeText.Of(peak)})" : "";

    static string Of(Ledger ledger)
    {
        List<(string Name, long Bytes)> sums = [];
        HashSet<string> taken = [];
        foreach ((string branch, string name) in Branches)
            sums.Add((name, ledger.Lines.Where(line => line.Account.StartsWith(branch, StringComparison.Ordinal) && taken.Add(line.Account))
                .Sum(line => line.Amounts.Resident.Value)));
        sums.Add(("other", ledger.Lines.Where(line => !taken.Contains(line.Account)).Sum(line => line.Amounts.Resident.Value)));
        long total = Math.Max(1, ledger.Counted.Resident.Value), small = 0;
        List<string> said = [];
        foreach ((string name, long bytes) in sums.OrderByDescending(sum => sum.Bytes))
        {
            if (bytes < total / Part)
                small += bytes;
            else
                said.Add($"{name} {SizeText.Of(new Bytes(bytes))}");
        }
        if (small > 0)
            said.Add("smaller ones " + SizeText.Of(new Bytes(small)));
        said.Add($"unexplained {SizeText.Of(ledger.Unexplained.Resident)} ({SizeText.Share(ledger.UnexplainedShare)})");
        return string.Join(", ", said);
    }
}
