using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Transparent huge pages: one byte that is touched brings 2 MiB into memory.</summary>
sealed class HugePages : Rule
{
    const double LeastOfHeap = 0.2;

    public override string Id => "FTH050";

    public override Finding? Judge(Case seen)
    {
        if (!seen.Snapshot.HasSizes || (Jvm.IsOn(seen, "UseLargePages") && !Jvm.IsOn(seen, "UseTransparentHugePages")))
            return null;
        HugeSum huge = seen.Snapshot.Pages is { } pages ? HugeSum.Of(pages, seen.Snapshot) : HugeSum.Of(seen.Snapshot.Usage ?? [], seen.Snapshot);
        if (seen.Matters(huge.Stacks))
            return OnStacks(seen, huge);
        if (!seen.Matters(huge.Heap) || HeapUse.Empty(seen) is not { } empty)
            return null;
        Bytes wasted = new(Math.Min(empty.Value, huge.Heap.Value));
        if (Jvm.IsOn(seen, "AlwaysPreTouch"))
            return null;
        if (!seen.Matters(wasted) || wasted.Value < huge.Heap.Value * LeastOfHeap)
            return Jvm.IsOn(seen, "UseTransparentHugePages") ? Asked(seen, huge) : null;
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Info,
            Confidence = Confidence.Likely,
            Title = $"{SizeText.Of(huge.Heap)} of the heap lies in huge pages, and {SizeText.Of(wasted)} of that is empty",
            Shares = HeapUse.Shares(seen, wasted),
            Evidence =
            [
                HeapUse.Said(seen),
                Jvm.IsOn(seen, "UseTransparentHugePages") ? "-XX:+UseTransparentHugePages asks for them" : "the kernel gives them unasked: /sys/kernel/mm/transparent_hugepage/enabled is \"always\"",
            ],
            Return = $"up to -{SizeText.Of(wasted)} with pages of 4 KiB",
        };
    }

    /// <summary>What the JVM calls used may have holes, such as the ends of G1's large objects: nothing tells how much of them.</summary>
    static Finding Asked(Case seen, HugeSum huge) => new()
    {
        Rule = "FTH050",
        Severity = Severity.Info,
        Confidence = Confidence.Possible,
        Title = $"{SizeText.Of(huge.Heap)} of the heap lies in huge pages: what nobody touched in them is in memory, too",
        Shares = Jvm.Part(seen, huge.Heap, HeapUse.Branch),
        Evidence = [HeapUse.Said(seen), "-XX:+UseTransparentHugePages asks for them"],
    };

    static Finding OnStacks(Case seen, HugeSum huge) => new()
    {
        Rule = "FTH050",
        Severity = Fault(seen, huge.Stacks),
        Confidence = Confidence.Certain,
        Title = $"{SizeText.Of(huge.Stacks)} of thread stacks lies in huge pages: each stack is in memory as a whole",
        Shares = Jvm.Part(seen, huge.Stacks, "stacks/"),
        Evidence =
        [
            $"{Jvm.Number(seen.Snapshot.Threads.Count)} threads; a stack needs about 80 KiB with pages of 4 KiB",
            "the kernel gives huge pages unasked: /sys/kernel/mm/transparent_hugepage/enabled is \"always\" (JDK-8312182)",
        ],
        Return = $"most of {SizeText.Of(huge.Stacks)}",
    };

    /// <summary>Pages in memory that are mapped by one large entry, by what they are.</summary>
    readonly record struct HugeSum(Bytes Heap, Bytes Stacks)
    {
        public static HugeSum Of(PageRuns pages, Snapshot snapshot)
        {
            AddressRange[] stacks = [.. snapshot.Threads.Select(thread => thread.Stack).OfType<AddressRange>().OrderBy(stack => stack.Start)];
            long heap = 0, stack = 0;
            int next = 0;
            foreach (PageRun run in pages)
            {
                if (!run.IsResident || (run.Kind & PageKind.Huge) == 0)
                    continue;
                heap += snapshot.JvmState?.Heap is { } reserved ? Common(run.Range, reserved) : 0;
                while (next < stacks.Length && stacks[next].End <= run.Start)
                    next++;
                for (int i = next; i < stacks.Length && stacks[i].Start < run.End; i++)
                    stack += Common(run.Range, stacks[i]);
            }
            return new HugeSum(new Bytes(heap), new Bytes(stack));
        }

        /// <summary>By smaps, which counts them by mapping: what is in a stack's own mapping is that stack's.</summary>
        public static HugeSum Of(IReadOnlyList<MappingUsage> usage, Snapshot snapshot)
        {
            HashSet<AddressRange> stacks = [.. snapshot.Threads.Select(thread => thread.Stack).OfType<AddressRange>()];
            (Bytes heap, Bytes stack) = (Bytes.Zero, Bytes.Zero);
            for (int i = 0; i < Math.Min(usage.Count, snapshot.Mappings.Count); i++)
            {
                AddressRange range = snapshot.Mappings[i].Range;
                if (snapshot.JvmState?.Heap is { } reserved && reserved.Start <= range.Start && range.End <= reserved.End)
                    heap += usage[i].AnonHugePages;
                else if (stacks.Contains(range))
                    stack += usage[i].AnonHugePages;
            }
            return new HugeSum(heap, stack);
        }

        static long Common(AddressRange a, AddressRange b)
        {
            Address start = a.Start > b.Start ? a.Start : b.Start, end = a.End < b.End ? a.End : b.End;
            return end > start ? end - start : 0;
        }
    }
}
