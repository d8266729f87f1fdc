using Fathom.Evidence;
using Fathom.Findings.Rules;

namespace Fathom.Tests.Findings.Rules;

public sealed class ThreadGroupTests
{
    /// <summary>On a loaded machine the JVM's names may not be read in time; the kernel's have 15 letters.</summary>
    [Theory]
    [InlineData("leaked-pool-*-thread-*", "leaked-pool-12-thread-3", true)]
    [InlineData("leaked-pool-*", "leaked-pool-12-thread-3", true)]
    [InlineData("leaked-pool-*", "leaked-pool-7-thread-3", true)]
    [InlineData("http-nio-*", "http-nio-8080-exec-1", true)]
    [InlineData("leaked-pool-*", "other-pool-12-thread-3", false)]
    [InlineData("worker", "worker-1", false)]
    public void A_thread_of_a_dump_is_found_by_either_name(string pattern, string name, bool isOne) =>
        Assert.Equal(isOne, new ThreadGroup(pattern, 600, 85, Bytes.Zero, []).Has(name));
}
