using System.Globalization;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Lab;
using Fathom.Lab.Running;
using Fathom.Live.Tests.Accounting;
using Fathom.Sources;

namespace Fathom.Live.Tests.Lab;

/// <summary>
/// Judges a scenario by what it says of itself and by what the kernel says of it, and the ledger by both: what the
/// scenario declares for malloc must stand there.
/// </summary>
static class GroundTruth
{
    /// <summary>Those of ./test; FATHOM_SOAK_LAB=1 takes all.</summary>
    static readonly string[] Fast = ["gzip-unclosed", "unsafe-memory", "direct-kept", "many-threads", "jni-malloc", "ffm-small"];

    public static IEnumerable<Scenario> Chosen =>
        Environment.GetEnvironmentVariable("FATHOM_SOAK_LAB") is "1" ? Scenarios.All : Fast.Select(id => Scenarios.Named(id).Value);

    /// <summary>Every variant of those that can run there.</summary>
    public static TheoryData<string, string> EachVariant(IJvmPlace? place)
    {
        TheoryData<string, string> data = [];
        foreach (Scenario scenario in Chosen)
            if (place is not null && scenario.Missing(place) is null)
                foreach (Variant variant in scenario.Variants)
                    data.Add(scenario.Id, variant.Name);
        return data;
    }

    public static void Check(string id, string variantName, IJvmPlace place)
    {
        Scenario scenario = Scenarios.Named(id).Value;
        Variant variant = scenario.Variant(variantName).Value;
        using ScenarioRun run = ScenarioRun.Start(RunRequest.Small(scenario, variant), place).Value;

        Phase before = run.Next().Value;
        Figures figuresBefore = Figures.Of(run.Pid);
        Phase after = run.Next().Value;
        Figures grown = Figures.Of(run.Pid) - figuresBefore;

        Assert.Equal(("A", "B"), (before.Name, after.Name));
        Assert.Equal(place.JavaVersion, after.Values["java"]);
        Assert.Equal(scenario.SmallCount, after.Number("made"));
        CheckBuffers(before, after);
        foreach (Effect effect in variant.Effects)
            CheckEffect(effect, scenario.SmallCount, grown);
        CheckStacks(Balance.CheckStopped(run.Pid));
    }

    /// <summary>Each thread has a stack, and none lies in another's.</summary>
    static void CheckStacks(Snapshot snapshot)
    {
        AddressRange[] stacks = [.. snapshot.Threads.Select(thread => Assert.NotNull(thread.Stack)).OrderBy(stack => stack.Start)];
        Assert.Equal(snapshot.Status.Threads, stacks.Length);
        Assert.All(stacks.Zip(stacks.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
    }

    /// <summary>Direct buffers are counted by the JVM itself: exactly what the scenario says it has of them.</summary>
    static void CheckBuffers(Phase before, Phase after)
    {
        if (after.Number("direct") is { } direct)
            Assert.Equal(direct, after.BufferPool("direct")?.Count - before.BufferPool("direct")?.Count);
    }

    static void CheckEffect(Effect effect, int count, Figures grown)
    {
        Bytes growth = effect.Account switch
        {
            Effect.Rss => grown.Rss,
            Effect.Vsz => grown.Vsz,
            Effect.Malloc => grown.Malloc,
            _ => throw new InvalidOperationException("nobody judges " + effect.Account),
        };
        Assert.True(effect.Holds(growth, count), string.Create(CultureInfo.InvariantCulture,
            $"{effect.Account} grew by {growth.Value}, not {effect.Least(count).Value} to {effect.Most(count).Value}"));
    }

    /// <summary>Two of the kernel's figures, read first, and one of the ledger's.</summary>
    readonly record struct Figures(Bytes Rss, Bytes Vsz, Bytes Malloc)
    {
        internal static Figures Of(int pid) =>
            new(new(Kernel.Status(pid, "VmRSS")), new(Kernel.Status(pid, "VmSize")), MallocOf(pid));

        public static Figures operator -(Figures a, Figures b) => new(a.Rss - b.Rss, a.Vsz - b.Vsz, a.Malloc - b.Malloc);

        static Bytes MallocOf(int pid) =>
            Ledger.Of(LiveLook.At(pid, new LookOptions()).Value).Lines
                .Where(line => line.Account.StartsWith(Effect.Malloc + "/", StringComparison.Ordinal))
                .Aggregate(Bytes.Zero, (sum, line) => sum + line.Amounts.Resident);
    }
}
