using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Findings;

namespace Fathom.Tests.Findings;

public class WeighingTests
{
    static Finding Wanting(string id, Confidence confidence, params Share[] shares) => new() { Rule = id, Confidence = confidence, Title = id, Shares = shares };

    static Share Of(string account, long mib) => Share.OfAccount(account, Bytes.FromMiB(mib));

    [Fact]
    public void The_surer_one_has_the_bytes_and_the_other_goes()
    {
        Case seen = Observed.Idle.On("shm/x", 100).Case();
        List<Finding> kept = Weighing.Of([Wanting("A", Confidence.Possible, Of("shm/x", 100)), Wanting("B", Confidence.Certain, Of("shm/x", 90))], seen);
        Assert.Equal(["B"], kept.Select(finding => finding.Rule));
    }

    [Fact]
    public void One_that_keeps_enough_stays_with_what_is_left()
    {
        Case seen = Observed.Idle.On("shm/x", 100).Case();
        List<Finding> kept = Weighing.Of([Wanting("A", Confidence.Likely, Of("shm/x", 60)), Wanting("B", Confidence.Likely, Of("shm/x", 60))], seen);
        Assert.Equal([60L, 40], kept.Select(finding => finding.Bytes.Value >> 20));
    }

    [Fact]
    public void What_goes_gives_its_bytes_back()
    {
        Case seen = Observed.Idle.On("shm/x", 100).On("shm/y", 10).Case();
        List<Finding> kept = Weighing.Of(
        [
            Wanting("A", Confidence.Certain, Of("shm/x", 100)),
            Wanting("B", Confidence.Likely, Of("shm/x", 100), Of("shm/y", 10)),
            Wanting("C", Confidence.Possible, Of("shm/y", 10)),
        ], seen);
        Assert.Equal(["A", "C"], kept.Select(finding => finding.Rule));
    }

    [Fact]
    public void However_they_overlap_no_byte_is_explained_twice()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            Random random = new(seed);
            Observed observed = Observed.Idle;
            string[] places = ["shm/a", "shm/b", "shm/c"];
            foreach (string place in places)
                observed.On(place, random.Next(200));
            Case seen = observed.Case();
            List<Finding> found = [.. Enumerable.Range(0, random.Next(8)).Select(i => Wanting("R" + i, (Confidence)random.Next(3),
                [.. Enumerable.Range(0, random.Next(4)).Select(_ => Of(places[random.Next(3)], random.Next(300)))]))];
            foreach (string place in places)
            {
                long explained = Weighing.Of(found, seen).SelectMany(finding => finding.Shares).Where(share => share.Place == place).Sum(share => share.Bytes.Value);
                Assert.InRange(explained, 0, seen.On(place).Value);
            }
        }
    }
}
