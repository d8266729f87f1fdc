using Fathom.Tests;

namespace Fathom.Live.Tests.Containers;

/// <summary>What tests of full cgroups and tests of swap, which may run at the same time, owe each other.</summary>
[Collection("swap")]
public sealed class FullCgroupTests
{
    [FullCgroupFact]
    public void What_does_not_fit_is_killed_and_not_put_in_another_tests_swap()
    {
        using SwapFile swap = SwapFile.Create(160);
        using Cgroup cgroup = Cgroup.Memory(50 << 20);

        Outside.Run("sh", "-c", "echo $$ >\"$0\" && (head -c 100m /dev/zero | tail -c 100m >/dev/null) || true", cgroup.Procs);

        // tail keeps all it reads: with swap there is room for it, and nobody is killed.
        Assert.Contains("oom_kill 1", cgroup.Read("memory.oom_control"), StringComparison.Ordinal);
    }
}

[AttributeUsage(AttributeTargets.Method)]
sealed class FullCgroupFactAttribute : FactAttribute
{
    public FullCgroupFactAttribute() => Skip = new SwapFactAttribute("tail").Skip ?? Cgroup.Missing("memory");
}
