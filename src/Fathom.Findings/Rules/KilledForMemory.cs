using System.Globalization;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.Saved;

namespace Fathom.Findings.Rules;

/// <summary>The kernel's record of a kill, or what Kubernetes and Docker say of one: whose limit was met, and what filled it.</summary>
sealed class KilledForMemory : Rule
{
    /// <summary>Where the killed process has less of what was charged, something else filled the limit.</summary>
    const double MostOfIt = 0.8;

    public override string Id => "FTH083";

    public override bool NeedsSizes => false;

    public override Finding? Judge(Case seen)
    {
        if (seen.Snapshot.Saved is not { } saved)
            return null;
        if (saved.Of<KernelKills>().SelectMany(log => log.Kills).LastOrDefault(kill => kill.Killed.Any(each => IsOurs(seen, each))) is { } kill)
            return OfKernel(kill, kill.Killed.Last(each => IsOurs(seen, each)));
        return saved.Of<ContainerStates>().SelectMany(states => states.Containers).LastOrDefault(each => each.WasKilledForMemory) is { } container
            ? OfRuntime(container) : null;
    }

    /// <summary>Without a pid of ours it is the JVM: a java is named so in the kernel's table, whatever its main class.</summary>
    static bool IsOurs(Case seen, KilledProcess killed) => seen.Snapshot.Status.Pid is { } pid ? killed.Pid == pid : killed.Name == "java";

    Finding OfKernel(KernelKill kill, KilledProcess killed) => new()
    {
        Rule = Id,
        Severity = Severity.Critical,
        Confidence = Confidence.Certain,
        Title = string.Create(CultureInfo.InvariantCulture, $"the kernel killed {killed.Name} ({killed.Pid}){At(kill)}") + Having(killed),
        Evidence = [.. Sentences(kill, killed)],
    };

    Finding OfRuntime(ContainerState container) => new()
    {
        Rule = Id,
        Severity = Severity.Critical,
        Confidence = Confidence.Certain,
        Title = $"container {container.Name} was killed for want of memory" + (container.MemoryLimit is { } limit ? $" at its limit of {SizeText.Of(limit.Value)}" : ""),
        Evidence = [.. container.Restarts is { } restarts and > 0 ? [string.Create(CultureInfo.InvariantCulture, $"restarted {restarts} times")] : (string[])[]],
    };

    static string At(KernelKill kill) => kill switch
    {
        { Scope: KillScope.Cgroup, Memory: { Limit: { } limit } memory } when IsMet(memory.Usage, limit) => $" at its container's limit of {SizeText.Of(limit)}",
        { Scope: KillScope.Cgroup, MemoryAndSwap.Limit: { } limit } => $" at its container's limit of {SizeText.Of(limit)} with swap",
        { Scope: KillScope.Cgroup, Memory.Limit: { } limit } => $" at its container's limit of {SizeText.Of(limit)}",
        { Scope: KillScope.Cgroup } => " at its container's limit",
        { Scope: KillScope.Machine } => ": the machine had no memory left",
        { Scope: KillScope.Nodes } => ": the nodes that it may use had no memory left",
        _ => " for want of memory",
    };

    static bool IsMet(Bytes usage, Bytes limit) => usage.Value >= limit.Value * 0.99;

    static string Having(KilledProcess killed) => killed.Resident is { } resident ? $"; it had {SizeText.Of(resident)} in memory" : "";

    static IEnumerable<string> Sentences(KernelKill kill, KilledProcess killed)
    {
        if (killed.Anonymous is { } anonymous)
            yield return $"anonymous {SizeText.Of(anonymous)}, files {SizeText.Of(killed.File ?? Bytes.Zero)}, shared {SizeText.Of(killed.Shared ?? Bytes.Zero)}{(kill.When is { } when ? $", {when}" : "")}";
        // Pages of files may be charged to whoever read them first.
        if (kill.Scope == KillScope.Cgroup && kill.Memory is { } memory && killed.Anonymous is { } own)
        {
            Bytes charged = own + (killed.Shared ?? Bytes.Zero);
            yield return charged.Value >= memory.Usage.Value * MostOfIt
                ? $"what it had without files is {Percent(charged, memory.Usage)} of what was charged: the process itself filled it"
                : $"what it had without files is only {Percent(charged, memory.Usage)} of what was charged: page cache, shared memory, other processes or the kernel had the rest";
        }
        foreach (KillCandidate other in kill.Candidates.Where(each => each.Pid != killed.Pid && each.Resident is not null).OrderByDescending(each => each.Resident!.Value.Value).Take(2))
        {
            if (killed.Resident is { } resident && other.Resident!.Value.Value * 5 >= resident.Value)
                yield return string.Create(CultureInfo.InvariantCulture, $"beside it {other.Name} ({other.Pid}) had {SizeText.Of(other.Resident.Value)}");
        }
    }

    static string Percent(Bytes part, Bytes whole) =>
        whole.Value == 0 ? "all" : string.Create(CultureInfo.InvariantCulture, $"{Math.Round(100.0 * part.Value / whole.Value)} %");
}
