using Fathom.Evidence;
using Fathom.Lab.Catalogue;

namespace Fathom.Lab;

/// <summary>The scenarios, in the order in which they are listed. A new one is two files and a line here.</summary>
public static class Scenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        GzipUnclosed.Scenario,
        UnsafeMemory.Scenario,
        DirectKept.Scenario,
    ];

    public static Result<Scenario> Named(string id)
    {
        foreach (Scenario scenario in All)
            if (scenario.Id == id)
                return scenario;
        return Gaps.NoSuchScenario.At("lab", null, id);
    }
}
