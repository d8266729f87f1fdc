using Fathom.Evidence;
using Fathom.Findings;

namespace Fathom.Tests.Findings.Rules;

sealed class SwappedCases : IRuleCases
{
    public string Rule => "FTH006";

    public IEnumerable<Case> Fires => [With(60)];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), With(0), With(1)];

    static Case With(long mib) => Observed.Idle.With(snapshot => snapshot with { Status = snapshot.Status with { Swap = Bytes.FromMiB(mib) } }).Case();
}

sealed class ReservedOnlyCases : IRuleCases
{
    public string Rule => "FTH070";

    public IEnumerable<Case> Fires => [With(30_600)];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), With(2840), With(9000, 2000)];

    static Case With(long mib, long heap = 0) =>
        Observed.Idle.On("java/heap/old", heap).With(snapshot => snapshot with { Status = snapshot.Status with { Size = Bytes.FromMiB(mib) } }).Case();
}

sealed class OversizedCases : IRuleCases
{
    public string Rule => "FTH005";

    public IEnumerable<Case> Fires =>
    [
        Observed.Idle.Jvm(jvm => jvm with { Collector = "G1" }).Flag("MaxHeapSize", 512).Flag("ReservedCodeCacheSize", 240).Limit(512).Case(),
        Observed.Idle.Jvm(jvm => jvm with { Collector = "G1" }).Flag("MaxHeapSize", 384).Flag("ReservedCodeCacheSize", 240).Limit(512).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        Observed.Idle.Flag("MaxHeapSize", 512).Case(),
        Observed.Idle.Flag("MaxHeapSize", 256).Flag("MaxDirectMemorySize", 64).Flag("ReservedCodeCacheSize", 64).Flag("MaxMetaspaceSize", 64).Limit(1024).Case(),
    ];
}

public class OversizedTests
{
    [Fact]
    public void A_full_heap_that_fits_is_no_fault()
    {
        Case seen = Observed.Idle.Jvm(jvm => jvm with { Collector = "G1" }).Flag("MaxHeapSize", 384).Flag("ReservedCodeCacheSize", 240).Limit(512).Case();
        Verdict verdict = Verdict.Of(seen);
        Assert.Contains(verdict.Findings, finding => finding.Rule == "FTH005");
        Assert.False(verdict.HasFault);
    }

    [Fact]
    public void One_that_does_not_is_a_fault() =>
        Assert.True(Verdict.Of(Observed.Idle.Flag("MaxHeapSize", 512).Limit(512).Case()).HasFault);
}
