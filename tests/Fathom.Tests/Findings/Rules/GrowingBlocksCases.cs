using Fathom.Accounting.Census;
using Fathom.Accounting.Growth;
using Fathom.Evidence;
using Fathom.Findings;

namespace Fathom.Tests.Findings.Rules;

/// <summary>Figures of the lab's slow leak: 400 blocks a second of 112 bytes, in noise.</summary>
sealed class GrowingBlocksCases : IRuleCases
{
    public string Rule => "FTH092";

    public IEnumerable<Case> Fires => [Seen(44_464, 52)];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        // The same slope in the noise of all of malloc, and one that is sure and next to nothing.
        Seen(34_900, 32_300),
        Seen(20, 0.1),
        Seen(-44_464, 52),
    ];

    static Case Seen(double slope, double error) => Observed.Idle
        .Census(new CensusRow { Owner = "libfoo.so", Structure = "blocks", SizeClasses = [new Bytes(112)], Count = 20_000 }, 3).Case() with
    {
        Growth = new Growth(TimeSpan.FromSeconds(60), 13,
            [new GrowthLine(new GrowthOf(GrowthKind.SizeClass, "112"), new StraightLine(slope, error, 13), new Bytes(3 << 20), new Bytes((3 << 20) + (long)(slope * 60)))]),
    };
}
