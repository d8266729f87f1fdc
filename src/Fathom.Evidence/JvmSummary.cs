namespace Fathom.Evidence;

/// <summary>One line of `ps`: what a JVM takes and what it may take.</summary>
public sealed record JvmSummary(
    Target Target, ProcessStatus Status, CgroupUsage? Cgroup, ContainerNames Names, IReadOnlyList<Gap> Gaps);

/// <summary>The names by which people call a process that runs in a unit, a container or a pod.</summary>
public sealed record ContainerNames(string? Unit, string? ContainerId, string? HostName)
{
    public static ContainerNames None { get; } = new(null, null, null);
}
