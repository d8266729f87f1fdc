using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Accounting.Budget;

/// <summary>The parts of a JVM's memory, from the ledger and the flags.</summary>
static class BudgetParts
{
    public const string Heap = "Java heap", Gc = "GC structures", Metaspace = "metaspace", Code = "code cache", Direct = "direct buffers",
        Stacks = "thread stacks", Malloc = "malloc, the rest", Files = "libraries, archive, files", Other = "other";

    public static IReadOnlyList<BudgetPart> Of(Snapshot snapshot, Ledger ledger, BudgetFlags flags)
    {
        Bytes malloc = On(ledger, "malloc/");
        // Buffers lie in malloc's blocks. What of them was never touched is no memory.
        Bytes direct = Least(snapshot.JvmState?.DirectBuffers?.Capacity ?? Bytes.Zero, malloc);
        Bytes stacks = On(ledger, "stacks/");
        int threads = snapshot.Threads.Count > 0 ? snapshot.Threads.Count : snapshot.Status.Threads ?? 0;
        Bytes other = On(ledger, "java/other/") + On(ledger, "kernel/") + On(ledger, "shm/") + ledger.Unexplained.Resident + (snapshot.Status.PageTables ?? Bytes.Zero);
        return
        [
            new(Heap, Least(HeapViews.Once(snapshot) ?? On(ledger, "java/heap/"), On(ledger, "java/heap/")), flags.Heap, "-Xmx") { GoesWithHeap = true },
            new(Gc, On(ledger, "java/gc/"), new Bytes((long)(flags.Heap.Value * GcShare.Of(flags.Collector, flags.Feature))),
                "about, by " + (flags.Collector ?? "the collector")) { GoesWithHeap = true },
            new(Metaspace, On(ledger, "java/metaspace/"), flags.Metaspace, "-XX:MaxMetaspaceSize"),
            new(Code, On(ledger, "java/code/"), flags.Code, "-XX:ReservedCodeCacheSize"),
            new(Direct, direct, flags.Direct, flags.IsDirectSet ? "-XX:MaxDirectMemorySize" : "-Xmx, being the default"),
            new(Stacks, stacks, threads > 0 ? Larger(stacks, new Bytes(threads * flags.Stack.Value)) : null,
                string.Create(CultureInfo.InvariantCulture, $"-Xss for each of {threads:N0}")),
            new(Malloc, malloc - direct, null, "no flag"),
            new(Other, other, null, "no flag"),
            new(Files, On(ledger, "files/") + On(ledger, Accounts.Cds), null, "none: dropped if clean") { IsDroppable = true },
        ];
    }

    static Bytes On(Ledger ledger, string branch) => ledger.Lines.Where(line => line.Account.StartsWith(branch, StringComparison.Ordinal))
        .Aggregate(Bytes.Zero, (sum, line) => sum + line.Amounts.Resident);

    static Bytes Least(Bytes a, Bytes b) => a < b ? a : b;

    static Bytes Larger(Bytes a, Bytes b) => a > b ? a : b;
}
