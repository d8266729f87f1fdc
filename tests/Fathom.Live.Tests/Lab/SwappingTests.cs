using Fathom.Lab;
using Fathom.Lab.Verifying;

namespace Fathom.Live.Tests.Lab;

/// <summary>A swap file of our own: swapped-out is skipped where the machine has no swap.</summary>
[Collection("JDK 17")]
public sealed class SwappingTests
{
    [SwapFact("java", "memory")]
    public void What_the_limit_drove_into_swap_is_said()
    {
        Scenario scenario = Scenarios.Named("swapped-out").Value;
        using SwapFile swap = SwapFile.Create(384);
        foreach (Variant variant in scenario.Variants)
        {
            CaseResult result = new Case(scenario, variant, Machine.FindJdk(17)!).Run(Doctor.OfThisProgram);

            Assert.Null(result.Gap);
            Assert.Equal(Outcome.Right, Assert.Single(result.Phases).Judgement.Outcome);
        }
    }
}
