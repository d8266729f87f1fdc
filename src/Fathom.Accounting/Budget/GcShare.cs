namespace Fathom.Accounting.Budget;

/// <summary>
/// What a collector keeps beside a heap, as a part of it: measured on idle heaps of 4 GiB with native memory tracking
/// (JDK 17.0.15, 25.0.3), where every table over the heap is committed. Remembered sets of G1 come on top of it.
/// </summary>
static class GcShare
{
    public static double Of(string? collector, int? feature) => collector switch
    {
        "Serial" => 0.004,
        // Two bitmaps of 1/64 and the card table; CMS has one bitmap, and one for its old space.
        "Parallel" or "CMS" => 0.041,
        // One of the two bitmaps went in 20 (JDK-8210708).
        "G1" => feature >= 20 ? 0.031 : 0.051,
        "Shenandoah" => 0.034,
        // The generational one has two bitmaps for each page that is in use (gc/z/zRememberedSet.hpp).
        "Z" => feature >= 21 ? 0.032 : 0.017,
        "Epsilon" => 0,
        _ => 0.05,
    };
}
