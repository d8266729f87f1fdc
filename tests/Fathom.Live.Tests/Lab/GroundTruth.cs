using System.Globalization;
using Fathom.Evidence;
using Fathom.Lab;
using Fathom.Lab.Running;

namespace Fathom.Live.Tests.Lab;

/// <summary>Judges a scenario by what it says of itself and by what the kernel says of it: fathom's own eyes stay shut.</summary>
static class GroundTruth
{
    public static TheoryData<string, string> EachVariant
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (Scenario scenario in Scenarios.All)
                foreach (Variant variant in scenario.Variants)
                    data.Add(scenario.Id, variant.Name);
            return data;
        }
    }

    public static void Check(string id, string variantName, IJvmPlace place)
    {
        Scenario scenario = Scenarios.Named(id).Value;
        Variant variant = scenario.Variant(variantName).Value;
        using ScenarioRun run = ScenarioRun.Start(RunRequest.Small(scenario, variant), place).Value;

        Phase before = run.Next().Value;
        Bytes rssBefore = Status(run.Pid, "VmRSS"), vszBefore = Status(run.Pid, "VmSize");
        Phase after = run.Next().Value;
        Bytes rss = Status(run.Pid, "VmRSS") - rssBefore, vsz = Status(run.Pid, "VmSize") - vszBefore;

        Assert.Equal(("A", "B"), (before.Name, after.Name));
        Assert.Equal(place.JavaVersion, after.Values["java"]);
        Assert.Equal(scenario.SmallCount, after.Number("made"));
        CheckBuffers(before, after);
        foreach (Effect effect in variant.Effects)
            CheckEffect(effect, scenario.SmallCount, rss, vsz);
    }

    public static Bytes Status(int pid, string key)
    {
        string line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/status"))
            .Single(each => each.StartsWith(key + ":", StringComparison.Ordinal));
        return Bytes.FromKiB(long.Parse(line.AsSpan(key.Length + 1, line.Length - key.Length - 3).Trim(),
            CultureInfo.InvariantCulture));
    }

    /// <summary>Direct buffers are counted by the JVM itself: exactly what the scenario kept, and none elsewhere.</summary>
    static void CheckBuffers(Phase before, Phase after)
    {
        bool direct = after.Number("kept") is not null && before.BufferPool("direct")?.Count > 0;
        long kept = direct ? after.Number("kept")!.Value : 0;

        Assert.Equal(kept, after.BufferPool("direct")?.Count - before.BufferPool("direct")?.Count);
    }

    static void CheckEffect(Effect effect, int count, Bytes rss, Bytes vsz)
    {
        Bytes? growth = effect.Account switch
        {
            Effect.Rss => rss,
            Effect.Vsz => vsz,
            // What stands in the ledger is judged where the ledger is tested.
            _ => null,
        };
        if (growth is { } grown)
            Assert.True(effect.Holds(grown, count), string.Create(CultureInfo.InvariantCulture,
                $"{effect.Account} grew by {grown.Value}, not {effect.Least(count).Value} to {effect.Most(count).Value}"));
    }
}
