using Fathom.Evidence;

namespace Fathom.Accounting;

/// <summary>The columns of the ledger. Huge pages of hugetlbfs stand beside Rss, as the kernel counts them.</summary>
public readonly record struct Amounts(Bytes Resident, Bytes Swap, Bytes Hugetlb, Bytes? Pss)
{
    public static Amounts operator +(Amounts a, Amounts b) =>
        new(a.Resident + b.Resident, a.Swap + b.Swap, a.Hugetlb + b.Hugetlb, Sum(a.Pss, b.Pss));

    public static Amounts Add(Amounts left, Amounts right) => left + right;

    public bool IsNothing => Resident.Value == 0 && Swap.Value == 0 && Hugetlb.Value == 0 && Pss is not { Value: > 0 };

    static Bytes? Sum(Bytes? a, Bytes? b) => a is { } x && b is { } y ? x + y : a ?? b;
}
