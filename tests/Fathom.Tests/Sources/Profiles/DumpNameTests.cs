using Fathom.Evidence;
using Fathom.Sources.Profiles;

namespace Fathom.Tests.Sources.Profiles;

public sealed class DumpNameTests
{
    /// <summary>Names as jemalloc (prof_sys.c) and gperftools (heap-profiler.cc) build them, and names that only look so.</summary>
    [Theory]
    [InlineData("/var/dumps/jeprof.4242.0.i0.heap", "jeprof", 4242, 0L)]
    [InlineData("jeprof.4242.12.f.heap", "jeprof", 4242, 12L)]
    [InlineData("jeprof.4242.3.m3.heap", "jeprof", 4242, 3L)]
    [InlineData("jeprof.4242.3.u7.heap", "jeprof", 4242, 3L)]
    [InlineData("my.shop.4242.3.i3.heap", "my.shop", 4242, 3L)]
    [InlineData("shop.0007.heap", "shop", null, 7L)]
    [InlineData("shop_4242.0007.heap", "shop", 4242, 7L)]
    [InlineData("my_shop.0007.heap", "my_shop", null, 7L)]
    [InlineData("/opt/my.shop.0010.heap", "my.shop", null, 10L)]
    [InlineData("heap.pb.gz", "heap.pb.gz", null, null)]
    [InlineData("shop.heap", "shop.heap", null, null)]
    [InlineData("jeprof.4242.x.i0.heap", "jeprof.4242.x.i0.heap", null, null)]
    [InlineData("jeprof.99999999999.1.i1.heap", "jeprof.99999999999.1.i1.heap", null, null)]
    [InlineData("shop.99999999999999999999.heap", "shop.99999999999999999999.heap", null, null)]
    [InlineData("-", "-", null, null)]
    [InlineData("", "", null, null)]
    public void A_name_says_program_process_and_number(string path, string prefix, int? pid, long? sequence) =>
        Assert.Equal(new DumpName(prefix, pid, sequence), DumpName.Of(path));

    [Fact]
    public void Dumps_of_one_program_are_put_in_order_by_number_and_not_by_letters()
    {
        List<Gap> gaps = [];

        Assert.Equal(["d/je.7.2.i2.heap", "je.7.9.i9.heap", "je.7.10.i10.heap", "je.7.11.f.heap"],
            DumpSeries.InTime(["je.7.11.f.heap", "je.7.10.i10.heap", "d/je.7.2.i2.heap", "je.7.9.i9.heap"], gaps));
        Assert.Empty(gaps);
    }

    /// <summary>The same number twice: as they were given.</summary>
    [Fact]
    public void Equal_numbers_keep_their_order() =>
        Assert.Equal(["b/s.0001.heap", "a/s.0001.heap", "s.0002.heap"], DumpSeries.InTime(["b/s.0001.heap", "s.0002.heap", "a/s.0001.heap"], []));

    [Theory]
    [InlineData("profile-processes", "je.8.2.i2.heap", "je.7.1.i1.heap")]
    [InlineData("profile-processes", "shop.0002.heap", "cart.0001.heap")]
    [InlineData("profile-order-guessed", "second.pb.gz", "first.pb.gz")]
    [InlineData("profile-order-guessed", "shop.0002.heap", "first.pb.gz")]
    public void Of_others_the_order_given_is_kept_and_that_is_said(string gap, params string[] given)
    {
        List<Gap> gaps = [];

        Assert.Equal(given, DumpSeries.InTime(given, gaps));
        Assert.Equal(gap, Assert.Single(gaps).Id);
    }

    [Fact]
    public void One_dump_has_no_order_to_be_unsure_of()
    {
        List<Gap> gaps = [];

        Assert.Equal(["anything"], DumpSeries.InTime(["anything"], gaps));
        Assert.Empty(DumpSeries.InTime([], gaps));
        Assert.Empty(gaps);
    }
}
