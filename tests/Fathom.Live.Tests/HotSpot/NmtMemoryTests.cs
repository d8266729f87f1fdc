using System.Text;
using Fathom.Evidence;
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
        if (level == "detail")
            NmtComparison.CheckSites(jvm);
    }

    [Fact]
    public void Off_is_off_and_nothing_is_claimed()
    {
        using IdleJvm jvm = IdleJvm.Start(Machine.FindJdk(17)!);

        NmtState state = LiveLook.At(jvm.Id, new LookOptions { NmtBlocks = new() }).Value.JvmState!.Nmt!;

        Assert.Equal(new NmtState(NmtLevel.Off), state with { Tags = [] });
    }
}

[Collection("roots")]
public sealed class NmtMemoryInRootsTests
{
    [RootFact("bullseye")]
    public void JDK_11_has_totals_and_no_marks()
    {
        using IdleJvm jvm = IdleJvm.Start(Machine.Root("bullseye"), [], "-XX:NativeMemoryTracking=summary");

        NmtState state = NmtComparison.Check(jvm, "summary");

        Assert.Null(state.Blocks);
        Assert.Equal(Gaps.NmtHeadersUnmarked.Id, state.Withheld!.Id);
    }

    [RootFact("trixie")]
    public void JDK_21_is_like_25()
    {
        using IdleJvm jvm = IdleJvm.Start(Machine.Root("trixie"), [], "-XX:NativeMemoryTracking=detail");

        NmtComparison.Check(jvm, "detail");
        NmtComparison.CheckSites(jvm);
    }

    /// <summary>Debian strips it: the flag is all that tells.</summary>
    [RootFact("sid")]
    public void JDK_8_without_symbols_says_that_it_tracks_and_no_more()
    {
        using IdleJvm jvm = IdleJvm.Start(Machine.Root("sid"), [], "-XX:NativeMemoryTracking=summary");

        NmtState state = LiveLook.At(jvm.Id, new LookOptions { NmtBlocks = new() }).Value.JvmState!.Nmt!;

        Assert.Equal(NmtLevel.Summary, state.Level);
        Assert.Null(state.Report);
        Assert.Equal(Gaps.NmtNotReadable.Id, state.Withheld!.Id);
    }
}

static class NmtComparison
{
    // A question costs the JVM a buffer of a megabyte while it answers (from 21 on), and few small blocks.
    const long Request = 1024 * 1024 + 64 * 1024;
    const long Small = 4096;

    internal static NmtState Check(IdleJvm jvm, string level)
    {
        // The first report makes a thread and notes of stacks; only from the second on nothing changes.
        Assert.True(jvm.Ask("VM.native_memory summary").Ok);
        (NmtReport said, NmtState state) = AtOneMoment(jvm);

        Assert.Equal(level, state.Level.ToString().ToLowerInvariant());
        Assert.All(state.Report!.Checks, check => Assert.True(check.Balances, check.ToString()));
        string[] faults = [.. Faults(state.Report, said), .. state.Blocks is { } blocks ? Faults(blocks, said) : []];
        Assert.True(faults.Length == 0, string.Join('\n', faults));
        return state;
    }

    /// <summary>Two moments can be compared where the JVM says the same before and after: a young ZGC collects by itself.</summary>
    static (NmtReport Said, NmtState State) AtOneMoment(IdleJvm jvm)
    {
        NmtReport before = Report(jvm, "summary");
        for (int tries = 1; ; tries++)
        {
            NmtState state = Look(jvm);
            NmtReport after = Report(jvm, "summary");
            if (OfCollector(after) == OfCollector(before) || tries == 20)
                return (before, state);
            before = after;
        }
    }

    static long? OfCollector(NmtReport report) =>
        report.Categories.FirstOrDefault(category => category.Tag == "GC")?.Malloc?.Size.Size.Value;

    /// <summary>The JVM's own list of sites names each by its four frames, and leaves out those below 1 KiB.</summary>
    internal static void CheckSites(IdleJvm jvm)
    {
        // A list that changes while it is read is withheld, and a young JVM changes it all the time.
        NmtState state = Enumerable.Range(0, 20).Select(_ => Look(jvm)).First(look => look.Report is { Sites.Count: > 0 });
        Dictionary<string, NmtSite> ours = [];
        foreach (NmtSite site in state.Report!.Sites)
            ours.TryAdd(Key(site), site);
        string[] theirs = [.. Report(jvm, "detail").Sites.Where(site => site.Malloc is not null && !IsOfTheReport(site)).Select(Told)];

        Assert.True(theirs.Length > 100);
        Assert.Equal(theirs.Length, theirs.Count(site => ours.TryGetValue(site[..site.LastIndexOf(':')], out NmtSite? our) && Told(our) == site), 20.0);
        Assert.Contains(ours.Values, site => site.Stack.Any(frame => frame.Symbol?.Contains("SymbolTable", StringComparison.Ordinal) == true));
        // What the headers say of a site is what the table says; NMT's own grows with each site that is new meanwhile.
        Assert.All(state.Blocks!.Sites.Where(site => site.Site is null || !IsOfTheReport(site.Site)), site => Assert.True(site.Site?.Malloc?.Size.Size == site.Size, site.ToString()));
    }

    static string Told(NmtSite site) => $"{Key(site)}:{site.Malloc!.Size.Size.Value} #{site.Malloc.Count}";

    static string Key(NmtSite site) => string.Join(' ', site.Stack.Select(frame => frame.At)) + " " + site.Tag;

    /// <summary>Symbol tables and buffers that the JVM makes for the report itself.</summary>
    static bool IsOfTheReport(NmtSite site) => site.Tag is "Internal" or "Native Memory Tracking";

    static NmtState Look(IdleJvm jvm) =>
        LiveLook.At(jvm.Id, new LookOptions { NmtBlocks = new() }).Value.JvmState!.Nmt!;

    static NmtReport Report(IdleJvm jvm, string kind) =>
        NmtText.Parse(Encoding.UTF8.GetBytes(jvm.Ask($"VM.native_memory {kind} scale=1").Value), "jcmd").Value;

    /// <summary>Blocks found one by one, against the JVM's row of malloc: it takes what arenas hold out of their chunks.</summary>
    static IEnumerable<string> Faults(NmtBlockTotals ours, NmtReport theirs)
    {
        Assert.Equal(NmtProof.Clean, ours.Proof);
        Assert.Equal(0, ours.BadFooters - ours.Torn);
        Assert.Equal(0, ours.OddChunks);
        long arenas = theirs.Categories.Sum(category => category.Arena?.Size.Size.Value ?? 0);
        foreach (NmtCategory their in theirs.Categories.Where(category => category.Malloc is not null))
        {
            bool chunks = their.Tag == "Arena Chunk";
            NmtTagBlocks? our = ours.Tags.FirstOrDefault(tag => tag.Name == their.Tag);
            long said = their.Malloc!.Size.Size.Value + (chunks ? arenas : 0), found = our?.Size.Value ?? 0;
            if (Math.Abs(found - said) > (their.Tag == "Internal" ? Request : Small))
                yield return $"{their.Tag}, blocks: {found}, and the JVM says {said}";
            if (our?.Resident > our?.Size)
                yield return $"{their.Tag}: more is resident than there is";
        }
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
