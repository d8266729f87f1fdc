using System.Globalization;
using Fathom.Evidence;
using Fathom.Lab.Jdks;
using Fathom.Live.Tests.Cli;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>
/// The built binary on every collector: code that was compiled ahead of time has once ended on Parallel with an
/// overflow that the same code does not have under the JIT.
/// </summary>
public sealed class ShippedOnCollectorsTests
{
    [JdkTheory(25)]
    [InlineData("-XX:+UseParallelGC")]
    [InlineData("-XX:+UseSerialGC")]
    [InlineData("-XX:+UseZGC")]
    [InlineData("-XX:+UseShenandoahGC")]
    public void Every_verb_that_looks_answers(string collector)
    {
        Jdk jdk = Machine.FindJdk(25)!;
        using IdleJvm jvm = IdleJvm.Start(jdk, collector);
        string pid = jvm.Id.ToString(CultureInfo.InvariantCulture);

        foreach (string verb in (string[])["doctor", "ledger", "jvm", "arenas", "threads"])
            Assert.Equal((verb, ExitCode.Fine), (verb, Answer.Of(verb, pid, "--json").ExitCode));
    }
}
