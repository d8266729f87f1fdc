using Fathom.Accounting.Census;
using Fathom.Evidence;

namespace Fathom.Tests.Accounting.Census;

public class CensusSentenceTests
{
    static readonly CensusRow Streams = new()
    {
        Owner = "libz.so.1",
        Structure = "zlib deflate stream",
        Count = 502,
        Bytes = Bytes.FromMiB(128),
        Resident = Bytes.FromMiB(128),
    };

    [Fact]
    public void What_is_in_memory_is_not_said_twice() =>
        Assert.Equal("502 zlib deflate streams (libz.so.1), 128 MiB", CensusSentence.Of(Streams));

    [Fact]
    public void What_was_never_touched_is_told_from_what_it_costs() =>
        Assert.Equal("502 zlib deflate streams (libz.so.1), 128 MiB, 52 MiB of it in memory",
            CensusSentence.Of(Streams with { Resident = Bytes.FromMiB(52) }));
}
