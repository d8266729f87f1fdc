using Fathom.Evidence;
using Fathom.Lab.Running;

namespace Fathom.Tests.Lab;

public sealed class PhaseLineTests
{
    const string Line =
        "PT B | pid=4242 java=1.8.0_504 variant=leak made=997 bp.direct=62/62463K heap=1972/262144K "
        + "pool.CodeHeap-non-nmethods=1127/2496K classes=888 threads=11";

    [Fact]
    public void A_phase_line_gives_its_facts_with_their_units()
    {
        Phase phase = PhaseLine.Parse(Line).Value;

        Assert.Equal("B", phase.Name);
        Assert.Equal(4242, phase.Number("pid"));
        Assert.Equal((62L, Bytes.FromKiB(62463)), phase.BufferPool("direct"));
        Assert.Equal((Bytes.FromKiB(1972), Bytes.FromKiB(262144)), phase.Usage("heap"));
        Assert.Equal((Bytes.FromKiB(1127), Bytes.FromKiB(2496)), phase.Usage("pool.CodeHeap-non-nmethods"));
    }

    [Fact]
    public void What_a_phase_does_not_say_is_absent_and_not_zero()
    {
        Phase phase = PhaseLine.Parse(Line).Value;

        Assert.Null(phase.Number("kept"));
        Assert.Null(phase.Number("java"));
        Assert.Null(phase.BufferPool("mapped"));
        Assert.Null(phase.Usage("classes"));
    }

    [Theory]
    [InlineData("OpenJDK 64-Bit Server VM warning: option is deprecated")]
    [InlineData("HOST 4242")]
    [InlineData("PTA | pid=1")]
    [InlineData("")]
    public void What_the_JVM_says_besides_is_no_phase_line(string line) => Assert.False(PhaseLine.Is(line));

    [Theory]
    [InlineData("PT ")]
    [InlineData("PT A")]
    [InlineData("PT A | ")]
    [InlineData("PT  | pid=1")]
    [InlineData("PT A B | pid=1")]
    [InlineData("PT A\u001b[2J | pid=1")]
    [InlineData("PT A | pid")]
    [InlineData("PT A | =1")]
    [InlineData("PT A | pid=1 pid=2")]
    public void A_garbled_phase_line_is_a_gap_that_shows_it(string line)
    {
        Gap? gap = PhaseLine.Parse(line).Gap;

        Assert.Equal("phase-not-understood", gap?.Id);
        Assert.Contains(line, gap!.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bp.direct=99999999999999999999/1K")]
    [InlineData("bp.direct=1/9223372036854775807K")]
    [InlineData("bp.direct=1/-1K")]
    [InlineData("bp.direct=1")]
    [InlineData("bp.direct=/")]
    [InlineData("bp.direct=1/2M")]
    public void A_figure_that_cannot_be_is_absent(string fact) =>
        Assert.Null(PhaseLine.Parse("PT A | " + fact).Value.BufferPool("direct"));

    [Fact]
    public void A_line_without_end_is_refused_and_shown_in_part()
    {
        Gap? gap = PhaseLine.Parse("PT A | x=" + new string('y', 1 << 20)).Gap;

        Assert.True(gap!.What.Length < 300);
    }

    [Fact]
    public void Cut_or_scrambled_anywhere_a_line_never_throws()
    {
        Random random = new(17);
        for (int round = 0; round < 20_000; round++)
        {
            char[] line = Line[..random.Next(Line.Length + 1)].ToCharArray();
            for (int i = 0; i < random.Next(4) && line.Length > 0; i++)
                line[random.Next(line.Length)] = " |=/K\0\u00e909P"[random.Next(10)];

            if (PhaseLine.Parse(new string(line)) is { Ok: true, Value: var phase })
                Assert.All(phase.Values.Keys, key =>
                {
                    _ = phase.Number(key);
                    _ = phase.Usage(key);
                    _ = phase.BufferPool(key);
                });
        }
    }
}
