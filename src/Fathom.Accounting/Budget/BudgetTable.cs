using Fathom.Evidence;

namespace Fathom.Accounting.Budget;

/// <summary>Whether what a JVM may grow to is less than what its container may have.</summary>
public enum BudgetFit
{
    /// <summary>There is no limit, or the flags could not be read.</summary>
    Unknown,

    /// <summary>All maxima together do, with what is not bounded as it is now.</summary>
    Fits,

    /// <summary>A full heap does beside what everything else takes now; not all maxima together.</summary>
    FitsAsItIs,

    /// <summary>A full heap does not.</summary>
    TooLarge,
}

/// <summary>For a JVM with its flags: what each part may grow to, and whether the sum fits the container's limit.</summary>
public sealed record BudgetTable(Bytes? Limit, IReadOnlyList<BudgetPart> Parts)
{
    /// <summary>What would fit; null where it cannot be said.</summary>
    public BudgetAdvice? Advice { get; init; }

    /// <summary>All parts at their largest; parts without a bound as they are now.</summary>
    public Bytes AtMost => Sum(part => part.Most is { } most && most > part.Now ? most : part.Now);

    /// <summary>The heap full, everything else as it is now.</summary>
    public Bytes AtFullHeap => Sum(part => part.GoesWithHeap && part.Most is { } most && most > part.Now ? most : part.Now);

    public BudgetFit Fit => Limit is not { } limit ? BudgetFit.Unknown
        : AtFullHeap > limit ? BudgetFit.TooLarge
        : AtMost > limit ? BudgetFit.FitsAsItIs
        : BudgetFit.Fits;

    /// <summary>Null where the JVM's flags are not known.</summary>
    public static BudgetTable? Of(Snapshot snapshot, Ledger ledger)
    {
        if (BudgetFlags.Of(snapshot) is not { } flags)
            return null;
        BudgetTable table = new(snapshot.Cgroup?.Limit, BudgetParts.Of(snapshot, ledger, flags));
        return table with { Advice = BudgetAdvice.Of(table, flags, snapshot.JvmState?.Figures?.Heap?.Used) };
    }

    public Bytes NowOf(string name) => Parts.FirstOrDefault(part => part.Name == name)?.Now ?? Bytes.Zero;

    Bytes Sum(Func<BudgetPart, Bytes> of) =>
        Parts.Where(part => !part.IsDroppable).Aggregate(Bytes.Zero, (sum, part) => sum + of(part));
}
