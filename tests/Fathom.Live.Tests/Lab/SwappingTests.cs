using Fathom.Lab;
using Fathom.Lab.Verifying;

namespace Fathom.Live.Tests.Lab;

/// <summary>A swap file of our own: swapped-out is skipped where the machine has no swap.</summary>
[Collection("JDK 17")]
public sealed class SwappingTests
{
    [SwapFact("java")]
    public void What_the_limit_drove_into_swap_is_said()
    {
        Scenario scenario = Scenarios.Named("swapped-out").Value;
        using SwapFile swap = SwapFile.Create(384);
        foreach (Variant variant in scenario.Variants)
        {
            CaseResult result = new Case(scenario, variant, Machine.FindJdk(17)!).Run(Doctor.OfThisProgram);

            // A machine without a memory cgroup of version 1 says so, and nothing else can keep it from running.
            if (result.IsSkipped)
            {
                Assert.Contains("memory cgroup", result.Gap!.ToString(), StringComparison.Ordinal);
                return;
            }
            Assert.Null(result.Gap);
            Assert.Equal(Outcome.Right, Assert.Single(result.Phases).Judgement.Outcome);
        }
    }
}
