using System.Text.Json;

namespace Fathom.Live.Tests.Census;

/// <summary>The judge finds what is wrong with a census, and nothing wrong with one that is right.</summary>
public sealed class CensusJudgeTests
{
    static readonly Expected Kept = Expected.Of(1009, 7000, 8000) with
    {
        Owners = ["libz.so"],
        Structure = "inflate",
        Holders = ["java.util.zip.ZStreamRef"],
        Referrers = ["com.example.Cache.map"],
        Reach = ["java"],
    };

    [Fact]
    public void Right_is_right() => Assert.Null(Kept.Fault([Row(1009)]));

    [Fact]
    public void Rows_that_fit_are_added_up() => Assert.Null(Kept.Fault([Row(1000), Row(9), Row(50) with { Reachable = "garbage" }]));

    [Theory]
    [InlineData(998)]
    [InlineData(1021)]
    public void More_than_a_hundredth_off_is_wrong(long count) => Assert.NotNull(Kept.Fault([Row(count)]));

    [Fact]
    public void Each_name_counts()
    {
        CensusRow right = Row(1009);
        CensusRow[] wrong =
        [
            right with { Owner = "libjvm.so" }, right with { Owner = null }, right with { Structure = "deflate" }, right with { Holder = null },
            right with { Referrer = "com.example.Cache.streams" }, right with { Reachable = "garbage" }, right with { Bytes = right.Bytes / 2 },
        ];

        Assert.All(wrong, row => Assert.NotNull(Kept.Fault([row])));
    }

    [Fact]
    public void None_is_none()
    {
        Expected none = Expected.None with { Chunks = [3024], Reach = ["lost"] };

        Assert.Null(none.Fault([Row(5) with { SizeClasses = [3024] }, Row(5) with { Reachable = "lost" }]));
        Assert.NotNull(none.Fault([Row(1) with { SizeClasses = [2016, 3024], Reachable = "lost" }]));
    }

    [Fact]
    public void No_library_is_nobody_or_the_JVM()
    {
        Expected expected = Kept with { Owners = [] };

        Assert.Null(expected.Fault([Row(1009) with { Owner = null }]));
        Assert.Null(expected.Fault([Row(1009) with { Owner = "libjvm.so" }]));
        Assert.NotNull(expected.Fault([Row(1009)]));
    }

    [Fact]
    public void The_answer_is_read()
    {
        const string answer = """
            {"census":[{"owner":"libz.so.1","structure":"zlib inflate stream","size_classes":[128,7168],"nmt_tag":null,"confidence":"certain",
            "count":1009,"count_error":0,"bytes":7361664,"resident_bytes":0,"holder":"java.util.zip.ZStreamRef","referrer":"com.example.Cache.map",
            "reachable":"java","reachable_from":null,"samples":["0x7f0000000010"]}]}
            """;

        CensusRow row = Assert.Single(CensusRow.All(JsonDocument.Parse(answer).RootElement));

        Assert.Equal([128, 7168], row.SizeClasses);
        Assert.Null(Kept.Fault([row]));
    }

    static CensusRow Row(long count) => new("libz.so.1", "zlib inflate stream", [128, 7168], count, count * 7296,
        "java.util.zip.ZStreamRef", "com.example.Cache.map", "java", null);
}
