using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.Procps;

namespace Fathom.Tests.Sources.Formats.Procps;

public sealed class MachineMemoryTests
{
    public static TheoryData<string> Frees() => SavedTexts.Cases("procps", "free");

    static MachineMemory Kernel => MeminfoText.Parse(SavedTexts.Read("procps/meminfo"), "meminfo").Value;

    [Theory]
    [MemberData(nameof(Frees))]
    public void Free_has_the_kernels_total_in_every_unit(string name)
    {
        string option = name.Contains('-', StringComparison.Ordinal) ? "$ free " + name[name.IndexOf('-', StringComparison.Ordinal)..] + "\n" : "";
        Parsed<MachineMemory> parsed = FreeText.Parse(Encoding.UTF8.GetBytes(option + SavedTexts.Text(name)), name);

        Assert.Empty(parsed.Gaps);
        Assert.True(parsed.Value.Total!.Value.MayBe(Kernel.Total!.Value.Value));
        Assert.Equal(name.EndsWith('w'), parsed.Value.Buffers is not null);
        Assert.NotNull(parsed.Value.Available);
        Assert.Equal(0, parsed.Value.SwapTotal!.Value.Value.Value);
        Assert.Equal(option.Length > 0 ? 1 : 0, parsed.Value.Unread.Count);
    }

    [Theory]
    [InlineData("24684092", "KiB", false)]
    [InlineData("24105", "MiB", true)]
    [InlineData("1031000", "KiB", true)]
    [InlineData("23", "GiB", true)]
    [InlineData("252765102080", "bytes", true)]
    public void A_unit_that_nobody_said_is_the_one_that_fits_a_machine(string total, string unit, bool guessed)
    {
        Parsed<MachineMemory> parsed = FreeText.Parse(Encoding.UTF8.GetBytes($"  total  used  free\nMem: {total} 1 1\n"), "f");

        long factor = unit switch { "bytes" => 1, "KiB" => 1024, "MiB" => 1 << 20, _ => 1 << 30 };
        Assert.Equal(long.Parse(total, System.Globalization.CultureInfo.InvariantCulture) * factor, parsed.Value.Total!.Value.Value.Value);
        Assert.Equal(guessed ? [Gaps.ToolUnitGuessed.Id] : [], parsed.Gaps.Select(gap => gap.Id));
        Assert.All(parsed.Gaps, gap => Assert.Contains(unit, gap.What, StringComparison.Ordinal));
    }

    [Fact]
    public void The_total_of_memory_and_swap_is_checked()
    {
        Parsed<MachineMemory> parsed = FreeText.Parse("  total  used  free\nMem: 8000000 1 1\nSwap: 1000 0 1000\nTotal: 8000000 1 1\n"u8, "f");

        Assert.Equal([Gaps.ToolTotalDiffers.Id], parsed.Gaps.Select(gap => gap.Id));
    }

    [Fact]
    public void Meminfo_is_read_to_its_last_line()
    {
        string text = SavedTexts.Text("procps/meminfo");
        Parsed<MachineMemory> parsed = MeminfoText.Parse(Encoding.UTF8.GetBytes(text), "meminfo");

        Assert.Empty(parsed.Gaps);
        Assert.Empty(parsed.Value.Unread);
        Assert.Equal(text.Split('\n').Count(line => line.EndsWith(" kB", StringComparison.Ordinal)), parsed.Value.Lines.Count);
        Assert.Contains($"MemTotal:       {parsed.Value.Total!.Value.Value.Value / 1024} kB", text, StringComparison.Ordinal);
        Assert.NotNull(parsed.Value.Available);
    }
}
