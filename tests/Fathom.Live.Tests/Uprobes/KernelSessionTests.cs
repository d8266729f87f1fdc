using Fathom.Evidence.Profiles;
using Fathom.Tests;

namespace Fathom.Live.Tests.Uprobes;

/// <summary>What the kernel counts of programs that know what they took.</summary>
public class KernelSessionTests
{
    const long Interval = 16384;

    static readonly string[] Functions = ["by_malloc", "by_calloc", "by_realloc", "by_array", "by_posix", "by_aligned", "by_memalign", "by_nothing", "by_low", "by_large", "by_failed"];

    [KernelFact("gcc")]
    public void Each_function_of_glibc() => Find(new CTarget("takes"));

    [KernelFact("gcc")]
    public void A_static_program_with_its_symbols() => Find(CTarget.At(CPrograms.Static("takes")));

    [KernelFact("gcc", Allocators.Jemalloc)]
    public void Under_jemalloc() => Find(Allocators.Under(Allocators.Jemalloc, "takes"));

    [KernelFact("gcc", Allocators.Tcmalloc)]
    public void Under_tcmalloc() => Find(Allocators.Under(Allocators.Tcmalloc, "takes"));

    [KernelFact("gcc", Allocators.Mimalloc)]
    public void Under_mimalloc() => Find(Allocators.Under(Allocators.Mimalloc, "takes"));

    [KernelFact("gcc")]
    public void A_target_that_ends_leaves_what_was_sampled()
    {
        CTarget target = new("takes");
        using Watched watched = Watched.Begin(target.Pid, Interval);
        target.GoOn();
        target.Dispose();
        Assert.True(SpinWait.SpinUntil(() => !watched.Session.Process.IsAlive(), TimeSpan.FromSeconds(30)));

        watched.Session.Renew();

        watched.Holds(watched.Read(), "by_malloc", target.One("by_malloc").Start.Value, target.Number("by_malloc"));
    }

    [KernelFact("gcc")]
    public void The_code_is_as_before_when_it_ends()
    {
        using CTarget target = new("takes");
        byte[] before = Code(target);
        using (Watched.Begin(target.Pid, Interval))
            Assert.NotEqual(before, Code(target));
        Assert.Equal(before, Code(target));
        // Two at once are each other's business no more than theirs.
        using (Watched first = Watched.Begin(target.Pid, Interval), second = Watched.Begin(target.Pid, Interval))
            target.GoOn();
        Assert.Equal(before, Code(target));
    }

    /// <summary>Of the same name, at the same place, with other frames: a stack has the names that stood there when it was taken.</summary>
    [KernelFact("gcc")]
    public void A_library_that_takes_another_ones_place()
    {
        using TemporaryFolder folder = new();
        string path = folder.At("takes.so");
        File.Copy(CPrograms.Linked("takes-by", "first.so", "-shared", "-fPIC", "-DTAKE=take_first", "-DROOM=64"), path);
        using CTarget target = new("exchanged", path);
        using Watched watched = Watched.Begin(target.Pid, Interval);
        Take();
        File.Copy(CPrograms.Linked("takes-by", "second.so", "-shared", "-fPIC", "-DTAKE=take_second", "-DROOM=512"), path + ".new");
        File.Move(path + ".new", path, overwrite: true);
        Take();

        Assert.Single(target.All("take").Select(take => take.Start.PageFloor).Distinct());
        AllocationProfile profile = watched.Read();
        watched.Holds(profile, "take_first", target.All("taken")[0].Start.Value, target.All("taken")[0].Length.Value);
        watched.Holds(profile, "take_second", target.All("taken")[1].Start.Value, target.All("taken")[1].Length.Value);
        watched.LostNothing();

        void Take()
        {
            target.GoOn();
            watched.Session.Renew();
            watched.During(target.GoOn);
            watched.Session.Drain();
        }
    }

    static void Find(CTarget target)
    {
        using (target)
        using (Watched watched = Watched.Begin(target.Pid, Interval))
        {
            foreach (string function in Functions)
            {
                target.GoOn();
                AllocationProfile profile = watched.Read();
                watched.Holds(profile, function, target.One(function).Start.Value, target.Number(function));
                target.GoOn();
                Assert.Equal(0, Watched.Report(watched.Read(), function).Moments[0].Total);
            }
            watched.LostNothing();
        }
    }

    internal static byte[] Code(CTarget target)
    {
        byte[] code = new byte[target.Number("code")];
        using FileStream memory = new($"/proc/{target.Pid}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
        memory.Seek((long)target.One("code").Start.Value, SeekOrigin.Begin);
        memory.ReadExactly(code);
        return code;
    }
}
