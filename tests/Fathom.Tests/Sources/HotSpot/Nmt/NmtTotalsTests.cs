using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.HotSpot.Nmt;

namespace Fathom.Tests.Sources.HotSpot.Nmt;

public class NmtTotalsTests
{
    /// <summary>Sizes of the symbols in Debian's 11, 17 and 21 and Temurin's 25; those of 8 by its sources.</summary>
    [Theory]
    [InlineData(528, 256, 128, false, 16, 2)]
    [InlineData(688, 336, 168, false, 21, 2)]
    [InlineData(1760, 432, 216, false, 27, 4)]
    [InlineData(1824, 672, 448, true, 28, 4)]
    public void Sizes_tell_the_layout(ulong malloc, ulong mapped, ulong names, bool pairs, int tags, int words)
    {
        NmtLayout layout = NmtLayout.Of(malloc, mapped, names, pairs)!.Value;

        Assert.Equal((tags, words, (int)(mapped / (ulong)tags / 8), pairs ? 2 : 1), (layout.Tags, layout.CounterWords, layout.VirtualWords, layout.NameWords));
    }

    [Theory]
    [InlineData(1760, 448, 216, false)]
    [InlineData(1760, 432, 224, false)]
    [InlineData(1760, 432, 216, true)]
    [InlineData(1768, 432, 216, false)]
    [InlineData(0, 0, 0, false)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, true)]
    [InlineData(96, 16, 8, false)]
    public void Sizes_that_do_not_agree_tell_nothing(ulong malloc, ulong mapped, ulong names, bool pairs) =>
        Assert.Null(NmtLayout.Of(malloc, mapped, names, pairs));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_report_is_put_together_as_the_JVM_does_it(bool old)
    {
        MadeNmt made = new(old);
        NmtSummary summary = new(made.Totals()!, made.ReadTags()!, countsFooter: true) { Threads = 3 };

        NmtReport report = summary.Make(new Bytes(200_000));

        Assert.True(summary.Balances());
        Assert.Equal(["Java Heap", "Thread", "Code", "Native Memory Tracking", "Arena Chunk", "Other"], report.Categories.Select(each => each.Tag));
        Assert.Equal((6_000, old ? null : 5L), (report.Category("arena-chunk")!.Malloc!.Size.Size.Value, report.Category("arena-chunk")!.Malloc!.Count));
        NmtCategory thread = report.Category("thread")!;
        Assert.Equal((9_000 + 4_000 + (3 << 20), 9_000 + 4_000 + 200_000), (thread.Reserved.Size.Value, thread.Committed.Size.Value));
        Assert.Equal((200_000, 3), (thread.Stacks!.Committed.Size.Value, thread.Threads));
        Assert.Equal(old ? 46 * 16 : 45 * 18, report.Category("native-memory-tracking")!.Overhead!.Value.Size.Value);
        Assert.Equal(new Bytes((32 << 20) + (1 << 20) + 200_000), report.Mmap!.Committed.Size);
        Assert.All(report.Checks, check => Assert.True(check.Balances, check.ToString()));
    }

    [Fact]
    public void Eight_takes_a_whole_stack_for_committed()
    {
        MadeNmt made = new(old: true);
        made.Range(3, 3 << 20, 3 << 20);

        NmtReport report = new NmtSummary(made.Totals()!, made.ReadTags()!, false).Make(new Bytes(200_000));

        Assert.Equal(new Bytes(3 << 20), report.Category("thread")!.Stacks!.Committed.Size);
    }

    [Fact]
    public void Totals_that_do_not_add_up_are_not_believed()
    {
        foreach (bool old in (ReadOnlySpan<bool>)[false, true])
        {
            MadeNmt made = new(old);
            made.Counter(8, false, 10_000, 7_000_000);

            Assert.False(new NmtSummary(made.Totals()!, made.ReadTags()!, false).Balances());
        }
    }

    [Fact]
    public void Names_must_be_names_and_the_known_ones_among_them()
    {
        MadeNmt made = new(old: false);

        Assert.NotNull(made.ReadTags());
        Assert.Null(made.ReadTags("Java Heap", "Class", "Thread", "Thread Stack", "Code", "GC", "Native Memory Tracking", "Other", "a\u0001b"));
        Assert.Null(made.ReadTags("Class", "Java Heap", "Thread", "Thread Stack", "Code", "GC", "Native Memory Tracking", "Arena Chunk", "Other"));
        Assert.Null(made.ReadTags("Java Heap", "Class", "Thread", "Stacks", "Code", "GC", "Native Memory Tracking", "Arena Chunk", "Other"));
    }

    [Fact]
    public void Any_words_give_a_report_or_none_and_never_throw()
    {
        Random random = new(3);
        for (int run = 0; run < 3000; run++)
        {
            MadeNmt made = new(run % 2 == 0);
            for (int i = random.Next(6); i >= 0; i--)
            {
                made.Counters[random.Next(made.Counters.Length)] = (ulong)random.NextInt64() >> random.Next(64);
                made.Ranges[random.Next(made.Ranges.Length)] = (ulong)random.NextInt64() >> random.Next(64);
            }
            if (made.Totals() is not { } totals)
                continue;
            NmtSummary summary = new(totals, made.ReadTags()!, true);
            _ = summary.Balances();
            _ = summary.Make(null).Checks;
        }
    }
}
