using Fathom.Findings;

namespace Fathom.Tests.Findings.Rules;

public sealed class StreamsDroppedTests
{
    [Fact]
    public void Half_a_search_does_not_say_that_they_were_dropped()
    {
        Finding finding = Assert.Single(Verdict.Of(StreamRows.HalfSearched().Case()).Findings, finding => finding.Rule == "FTH012");

        Assert.Contains("dropped or kept", finding.Title, StringComparison.Ordinal);
        Assert.Contains(finding.Evidence, line => line.Contains("the search ended early, after 40", StringComparison.Ordinal) && line.Contains("fathom census", StringComparison.Ordinal));
        Assert.Equal(Fathom.Accounting.Confidence.Possible, finding.Confidence);
    }

    [Fact]
    public void Nor_does_one_that_found_all_holders_and_had_no_time_for_who_keeps_them()
    {
        Case seen = Observed.Idle.Census(StreamRows.Inflaters, 360).Heap().With(snapshot => snapshot with
        {
            Census = snapshot.Census! with { Holders = snapshot.Census!.Holders! with { ClimbCut = true } },
        }).Case();

        Finding finding = Assert.Single(Verdict.Of(seen).Findings, finding => finding.Rule == "FTH012");

        Assert.Contains("dropped or kept", finding.Title, StringComparison.Ordinal);
        Assert.Contains(finding.Evidence, line => line.Contains("cannot tell whether anything keeps them: the search ended early", StringComparison.Ordinal));
    }

    [Fact]
    public void A_whole_search_that_met_nobody_who_keeps_them_says_what_seems()
    {
        Finding finding = Assert.Single(Verdict.Of(Observed.Idle.Census(StreamRows.Inflaters, 360).Heap().Case()).Findings, finding => finding.Rule == "FTH012");

        Assert.Contains("dropped as it seems", finding.Title, StringComparison.Ordinal);
    }
}
