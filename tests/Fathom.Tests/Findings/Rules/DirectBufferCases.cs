using Fathom.Accounting.Census;
using Fathom.Findings;

namespace Fathom.Tests.Findings.Rules;

static class BufferRows
{
    internal static readonly CensusRow Buffers = new() { Owner = "libjvm.so", Structure = "direct buffer", Count = 300, Holder = "java.nio.DirectByteBuffer" };
}

sealed class DirectBuffersKeptCases : IRuleCases
{
    public string Rule => "FTH030";

    public IEnumerable<Case> Fires => [Observed.Idle.Census(BufferRows.Buffers with { Reachable = Reachable.Java, Referrer = "com.example.Cache.buffers" }, 300).Case()];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Observed.Idle.Census(BufferRows.Buffers with { Reachable = Reachable.Garbage }, 300).Case()];
}

sealed class DirectBuffersDroppedCases : IRuleCases
{
    public string Rule => "FTH031";

    public IEnumerable<Case> Fires => [Observed.Idle.Census(BufferRows.Buffers with { Reachable = Reachable.Garbage }, 300).Case()];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Observed.Idle.Census(BufferRows.Buffers with { Reachable = Reachable.Java }, 300).Case()];
}
