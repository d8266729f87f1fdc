using System.Globalization;
using System.Text.Json;
using Fathom.Evidence;
using Fathom.Live.Tests.Accounting;
using Fathom.Live.Tests.Cli;
using Fathom.Live.Tests.Glibc;
using Fathom.Tests;

namespace Fathom.Live.Tests.Acts;

/// <summary>Programs that the kernel swapped out: what is said without their pages, and what bringing them back costs.</summary>
[Collection("swap")]
public sealed class SwapInTests
{
    const int Room = 160;

    [SwapFact("gcc")]
    public void Heaps_in_swap_are_told_whole_after_they_were_brought_back()
    {
        using SwapFile swap = SwapFile.Create(Room);
        using CTarget target = CTarget.At(CPrograms.Compiled("mallocs"), "4", "20000");
        PageOut(target.Pid);
        long before = Kernel.Status(target.Pid, "VmSwap");

        Answer answer = Of("arenas", target.Pid, "--swap-in", "--yes", "--json");

        answer.Ends(ExitCode.Fine, "act: --swap-in of", "come back into the target's memory");
        Assert.Equal("clean", answer.Json.GetProperty("malloc").GetProperty("proof").GetString());
        long brought = Brought(answer);
        Assert.InRange(brought, 60L << 20, before);
        // The kernel may read neighbours along (readahead), and what was read may be swapped out anew: near, not equal.
        Assert.InRange(before - Kernel.Status(target.Pid, "VmSwap"), brought * 0.95, brought * 1.05);
        MallocSays.Check(target, MallocSays.Walk(target.Pid));
        Assert.Empty(Of("arenas", target.Pid, "--swap-in", "--json").Json.GetProperty("cost").GetProperty("left_behind").EnumerateArray());
    }

    [SwapFact("gcc")]
    public void Without_a_yes_nothing_is_brought_back()
    {
        using SwapFile swap = SwapFile.Create(Room);
        using CTarget target = CTarget.At(CPrograms.Compiled("mallocs"), "1", "5000");
        PageOut(target.Pid);
        long before = Kernel.Status(target.Pid, "VmSwap");

        Of("arenas", target.Pid, "--swap-in").Ends(ExitCode.Usage, "act: --swap-in of", "nobody has agreed");
        Of("trim", target.Pid, "--swap-in").Ends(ExitCode.Usage, "nobody has agreed");
        Of("peek", target.Pid, "--all", "--swap-in").Ends(ExitCode.Usage, "nobody has agreed");
        Of("arenas", target.Pid).Ends(ExitCode.CannotTell);

        // A thread that the kernel wakes has its own page back.
        Assert.InRange(Kernel.Status(target.Pid, "VmSwap"), before - (64 << 10), before);
    }

    [SwapFact("gcc")]
    public void A_range_that_is_shown_is_brought_back_and_no_other()
    {
        using SwapFile swap = SwapFile.Create(Room);
        using CTarget target = new("swapped");
        PageOut(target.Pid);
        AddressRange memory = target.One("memory");
        long before = Kernel.Status(target.Pid, "VmSwap");
        string place = string.Create(CultureInfo.InvariantCulture, $"{memory.Start}+1m");

        Answer answer = Of("peek", target.Pid, place, "--swap-in", "--yes", "--json");

        answer.Ends(ExitCode.Fine);
        Assert.Equal(1 << 20, Brought(answer));
        Assert.InRange(before - Kernel.Status(target.Pid, "VmSwap"), 1 << 20, 1.2 * (1 << 20));
    }

    [SwapFact("gcc")]
    public void Of_a_JVM_the_java_heap_stays_where_it_is()
    {
        using SwapFile swap = SwapFile.Create(Room);
        using SmallJvm jvm = new(program: ["-Xms32m", "-XX:+AlwaysPreTouch", "-cp", JavaProgram.Classes, JavaProgram.Main]);
        PageOut(jvm.Pid);
        long before = Kernel.Status(jvm.Pid, "VmSwap");

        Answer answer = Of("arenas", jvm.Pid, "--swap-in", "--yes", "--json");

        answer.Ends(ExitCode.Fine);
        Assert.NotEqual("approximate", answer.Json.GetProperty("malloc").GetProperty("proof").GetString());
        Assert.InRange(Brought(answer), 1 << 20, before / 2);
        Assert.True(Kernel.Status(jvm.Pid, "VmSwap") > 24 << 20);
    }

    static void PageOut(int pid) =>
        Outside.Run(CPrograms.Compiled("pageout"), pid.ToString(CultureInfo.InvariantCulture));

    static Answer Of(string verb, int pid, params string[] options) =>
        Answer.Of([verb, pid.ToString(CultureInfo.InvariantCulture), .. options]);

    static long Brought(Answer answer)
    {
        JsonElement left = Assert.Single(answer.Json.GetProperty("cost").GetProperty("left_behind").EnumerateArray());
        return long.Parse(left.GetString()!.Split(' ')[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }
}
