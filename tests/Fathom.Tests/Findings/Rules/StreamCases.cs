using Fathom.Accounting.Census;
using Fathom.Findings;

namespace Fathom.Tests.Findings.Rules;

/// <summary>Figures of the lab's programs gzip-unclosed and deflater-kept.</summary>
static class StreamRows
{
    internal static readonly CensusRow Inflaters = new()
    {
        Owner = "libz.so.1",
        Structure = "zlib inflate stream",
        Remedy = "close-streams",
        Count = 9000,
        Holder = "java.util.zip.Inflater$InflaterZStreamRef",
    };
}

sealed class StreamsDroppedCases : IRuleCases
{
    public string Rule => "FTH012";

    public IEnumerable<Case> Fires => [Observed.Idle.Census(StreamRows.Inflaters with { Reachable = Reachable.Garbage }, 360).Case()];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        Observed.Idle.Census(StreamRows.Inflaters with { Reachable = Reachable.Java, Referrer = "com.example.Orders.cache" }, 360).Case(),
        Observed.Idle.Census(StreamRows.Inflaters with { Reachable = Reachable.Garbage, Count = 40 }, 1).Case(),
    ];
}

sealed class StreamsKeptCases : IRuleCases
{
    public string Rule => "FTH010";

    public IEnumerable<Case> Fires => [Observed.Idle.Census(StreamRows.Inflaters with { Reachable = Reachable.Java, Referrer = "com.example.Orders.cache" }, 360).Case()];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Observed.Idle.Census(StreamRows.Inflaters with { Reachable = Reachable.Garbage }, 360).Case()];
}
