using System.Diagnostics;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Acts;
using Fathom.Sources.Memory;
using Fathom.Tests;

namespace Fathom.Live.Tests.Acts;

/// <summary>A stop that always ends, swallows nothing and is what it says.</summary>
public sealed class FreezeTests
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    [RequiresFact("gcc")]
    public void While_it_stands_nothing_changes_and_afterwards_everything_goes_on()
    {
        using CTarget target = CTarget.OfAnother("raising");
        AddressRange counts = target.One("counts");

        using (Freeze freeze = Freeze.Of(target.Pid, Long).Value)
        {
            Assert.Equal(5, freeze.Threads);
            Assert.All(Signal.ThreadStates(target.Pid), state => Assert.Equal('t', state));
            byte[] before = Read(target, counts);
            for (int i = 0; i < 200; i++)
                Assert.Equal(before, Read(target, counts));
        }

        Assert.DoesNotContain('t', Signal.ThreadStates(target.Pid));
        AssertGoesOn(target, counts);
    }

    [RequiresFact("gcc")]
    public void No_signal_is_swallowed_by_many_stops()
    {
        using CTarget target = CTarget.OfAnother("raising");
        for (int i = 0; i < 300; i++)
            Freeze.Of(target.Pid, Long).Value.Dispose();

        target.GoOn();

        Assert.True(target.Number("raised") > 0);
        Assert.Equal(target.Number("raised"), target.Number("handled"));
    }

    [RequiresFact("gcc")]
    public void When_the_budget_is_over_the_target_goes_on_and_the_gap_says_so()
    {
        using CTarget target = CTarget.OfAnother("raising");
        using Freeze freeze = Freeze.Of(target.Pid, TimeSpan.FromMilliseconds(200)).Value;

        AssertGoesOn(target, target.One("counts"));
        freeze.Dispose();

        Assert.Equal("freeze-ran-out", freeze.Shortfall?.Id);
        Assert.InRange(freeze.Stopped, TimeSpan.FromMilliseconds(150), TimeSpan.MaxValue);
    }

    [RequiresFact("gcc")]
    public void A_process_that_is_stopped_already_stays_stopped_afterwards()
    {
        using CTarget target = CTarget.OfAnother("wait");
        using Stopped stopped = Signal.Stopping(target.Pid);

        Freeze.Of(target.Pid, Long).Value.Dispose();

        Signal.WaitFor(target.Pid, 'T');
    }

    [RequiresFact("gcc", "strace")]
    public void Who_is_traced_already_cannot_be_stopped_and_is_left_alone()
    {
        using CTarget target = CTarget.OfAnother("raising");
        string pid = target.Pid.ToString(CultureInfo.InvariantCulture);
        ProcessStartInfo start = new("strace", ["-f", "-e", "trace=none", "-e", "signal=none", "-p", pid]) { RedirectStandardError = true };
        using Process strace = Process.Start(start)!;
        Assert.True(SpinWait.SpinUntil(() => File.ReadAllText($"/proc/{target.Pid}/status").Contains($"TracerPid:\t{strace.Id}\n"), Long));

        Assert.Equal("freeze-refused", Freeze.Of(target.Pid, Long).Gap?.Id);

        strace.Kill();
        strace.WaitForExit();
        AssertGoesOn(target, target.One("counts"));
    }

    [Fact]
    public void Nobody_there_is_nobody_stopped() => Assert.False(Freeze.Of(int.MaxValue, Long).Ok);

    static void AssertGoesOn(CTarget target, AddressRange counts)
    {
        byte[] then = Read(target, counts);
        Assert.True(SpinWait.SpinUntil(
            () => Read(target, counts).Chunk(16).Zip(then.Chunk(16)).All(each => !each.First.SequenceEqual(each.Second)), Long));
    }

    static byte[] Read(CTarget target, AddressRange range)
    {
        byte[] bytes = new byte[range.Length.Value];
        Assert.Equal(bytes.Length, new LiveMemory(target.Pid, new Pace()).Read(range.Start, bytes));
        return bytes;
    }
}
