using System.Text;
using Fathom.Evidence.HotSpot;
using Fathom.Sources;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>NMT's figures read from memory, against the JVM's own answer.</summary>
[Collection("JDK 17")]
public sealed class NmtMemoryTests
{
    [JdkTheory(25)]
    [InlineData(17, "summary", "-XX:+UseSerialGC")]
    [InlineData(17, "detail", "-XX:+UseG1GC")]
    [InlineData(25, "summary", "-XX:+UseZGC")]
    [InlineData(25, "detail", "-XX:+UseSerialGC")]
    public void Figures_are_the_JVMs_own(int feature, string level, string collector)
    {
        using IdleJvm jvm = IdleJvm.Start(Machine.FindJdk(feature)!, "-XX:NativeMemoryTracking=" + level, collector);

        NmtComparison.Check(jvm, level);
    }
}

static class NmtComparison
{
    // A question costs the JVM a buffer of a megabyte while it answers (from 21 on), and few small blocks.
    const long Request = 1024 * 1024 + 64 * 1024;
    const long Small = 4096;

    internal static void Check(IdleJvm jvm, string level)
    {
        // The first report makes a thread and notes of stacks; only from the second on nothing changes.
        Assert.True(jvm.Ask("VM.native_memory summary").Ok);
        NmtReport said = NmtText.Parse(Encoding.UTF8.GetBytes(jvm.Ask("VM.native_memory summary scale=1").Value), "jcmd").Value;

        NmtState state = LiveLook.At(jvm.Id, new LookOptions()).Value.JvmState!.Nmt!;

        Assert.Equal(level, state.Level.ToString().ToLowerInvariant());
        Assert.Null(state.Withheld);
        Assert.All(state.Report!.Checks, check => Assert.True(check.Balances, check.ToString()));
        string[] faults = [.. Faults(state.Report, said)];
        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }

    static IEnumerable<string> Faults(NmtReport ours, NmtReport theirs)
    {
        foreach (NmtCategory their in theirs.Categories)
        {
            if (ours.Category(their.Key) is not { } our)
            {
                yield return their.Tag + " is missing";
                continue;
            }
            long tolerance = their.Tag == "Internal" ? Request : Small;
            foreach ((string what, long? mine, long? said) in Pairs(our, their))
            {
                if ((mine ?? 0) != (said ?? 0) && Math.Abs((mine ?? 0) - (said ?? 0)) > (what == "stacks" ? 64 * Small : tolerance))
                    yield return $"{their.Tag}, {what}: {mine}, and the JVM says {said}";
            }
        }
    }

    static IEnumerable<(string, long?, long?)> Pairs(NmtCategory our, NmtCategory their) =>
    [
        ("malloc", our.Malloc?.Size.Size.Value, their.Malloc?.Size.Size.Value),
        ("arena", our.Arena?.Size.Size.Value, their.Arena?.Size.Size.Value),
        ("reserved", our.Mmap?.Reserved.Size.Value, their.Mmap?.Reserved.Size.Value),
        ("committed", our.Mmap?.Committed.Size.Value, their.Mmap?.Committed.Size.Value),
        ("stacks reserved", our.Stacks?.Reserved.Size.Value, their.Stacks?.Reserved.Size.Value),
        ("stacks", our.Stacks?.Committed.Size.Value, their.Stacks?.Committed.Size.Value),
        ("overhead", our.Overhead?.Size.Value, their.Overhead?.Size.Value),
        ("malloc count", our.Malloc?.Count * 256, their.Malloc?.Count * 256),
        ("arena count", our.Arena?.Count * 4096, their.Arena?.Count * 4096),
        ("threads", our.Threads * 8192, their.Threads * 8192),
        ("malloc peak", our.Malloc?.Peak?.Value, their.Malloc?.Peak?.Value),
    ];
}
