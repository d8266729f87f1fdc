using System.Globalization;

namespace Fathom.Lab.Running;

/// <summary>Which scenario to run, and how far.</summary>
public sealed record RunRequest(Scenario Scenario, Variant Variant)
{
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(150);

    /// <summary>A small leaking JVM for the first contact: 80 MB below a heap of a few, in half a second.</summary>
    public static RunRequest Demo { get; } = Small(Catalogue.GzipUnclosed.Scenario);

    /// <summary>The first variant of a scenario, at the size of tests.</summary>
    public static RunRequest Small(Scenario scenario) => Small(scenario, scenario.Variants[0]);

    public static RunRequest Small(Scenario scenario, Variant variant) =>
        new(scenario, variant) { Count = scenario.SmallCount };

    public int Count { get; init; } = Scenario.Count;

    /// <summary>Adds phase C, after three collections.</summary>
    public bool Collect { get; init; }

    /// <summary>Adds phase D, after the references were dropped and three collections.</summary>
    public bool Drop { get; init; }

    /// <summary>The program ends by itself after this, whatever happens to us.</summary>
    public TimeSpan AtMost { get; init; } = Usual;

    public IReadOnlyList<string> ExtraFlags { get; init; } = [];

    /// <summary>As far as there is something to judge.</summary>
    public static RunRequest Judged(Scenario scenario, Variant variant) => new(scenario, variant)
    {
        Collect = variant.Verdicts.Any(expected => expected.Phase == "C"),
        Drop = variant.Verdicts.Any(expected => expected.Phase == "D"),
    };

    public IReadOnlyList<string> PhaseNames => ["A", "B", .. Collect ? ["C"] : (string[])[], .. Drop ? ["D"] : (string[])[]];

    /// <summary>What follows java -cp CLASSES.</summary>
    public IReadOnlyList<string> Arguments =>
    [
        .. Scenario.JvmFlags,
        .. Variant.JvmFlags,
        .. ExtraFlags,
        string.Create(CultureInfo.InvariantCulture, $"-Dcount={Count}"),
        string.Create(CultureInfo.InvariantCulture, $"-Dlab.seconds={(int)AtMost.TotalSeconds}"),
        .. Collect ? ["-Dgc=1"] : (string[])[],
        .. Drop ? ["-Ddrop=1"] : (string[])[],
        "lab." + Scenario.MainClass,
        Variant.Name,
    ];
}
