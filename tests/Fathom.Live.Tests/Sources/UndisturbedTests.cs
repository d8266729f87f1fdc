using System.Globalization;
using Fathom.Live.Tests.Accounting;
using Fathom.Live.Tests.Cli;
using Fathom.Sources;
using Fathom.Tests;

namespace Fathom.Live.Tests.Sources;

/// <summary>A target that is looked at neither grows, nor faults, nor runs.</summary>
[Collection("C programs")]
public sealed class UndisturbedTests : IDisposable
{
    static readonly string[] Watched =
        ["VmRSS", "VmPTE", "VmSize", "VmSwap", "SigPnd", "ShdPnd", "voluntary_ctxt_switches", "nonvoluntary_ctxt_switches"];

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("gcc")]
    public void Twenty_looks_change_nothing_in_an_idle_target()
    {
        string file = _folder.At("untouched");
        using (FileStream sparse = File.Create(file))
            sparse.SetLength(64 << 20);
        using CTarget target = new("wait", file);
        Signal.WaitFor(target.Pid, 'S');
        string[] before = State(target.Pid);

        for (int i = 0; i < 20; i++)
            Assert.True(LiveLook.At(target.Pid, new LookOptions()).Ok);
        Answer.Of("map", Pid(target), "--smaps").Ends(0);
        Answer.Of(Pid(target), "--json").Ends(0);

        Assert.Equal(before, State(target.Pid));
        Assert.Equal("0", Kernel.StatusText(target.Pid, "TracerPid"));
    }

    [BinaryFact("gcc")]
    public void A_look_that_is_killed_half_way_leaves_no_trace()
    {
        using CTarget target = new("many", "20000");
        Signal.WaitFor(target.Pid, 'S');
        string[] before = State(target.Pid);
        Random random = new(17);

        for (int i = 0; i < 10; i++)
            KillAfter(random.Next(0, 60_000), Pid(target));

        Assert.Equal(before, State(target.Pid));
        Assert.Equal("0", Kernel.StatusText(target.Pid, "TracerPid"));
    }

    /// <summary>A moment is so many turns of a loop: anywhere from before its first read to after its last is right.</summary>
    static void KillAfter(int turns, string pid)
    {
        using System.Diagnostics.Process fathom = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(Answer.Binary!, [pid, "--json"]) { RedirectStandardOutput = true })!;
        for (int i = 0; i < turns; i++)
            Thread.SpinWait(20);
        fathom.Kill();
        fathom.WaitForExit();
    }

    /// <summary>Memory, faults, signals, and whether it ran at all: an idle process that was stopped would have.</summary>
    static string[] State(int pid) =>
    [
        .. Watched.Select(key => key + " " + Kernel.StatusText(pid, key)),
        Kernel.Faults(pid).ToString(),
    ];

    static string Pid(CTarget target) => target.Pid.ToString(CultureInfo.InvariantCulture);
}
