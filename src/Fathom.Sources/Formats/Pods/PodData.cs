using System.Globalization;
using System.Text;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Pods;

/// <summary>Containers out of the objects that kubectl get -o json or yaml and docker inspect print.</summary>
sealed class PodData(ReportNotes notes)
{
    const int MostContainers = 100_000;

    readonly List<ContainerState> _found = [];

    public IReadOnlyList<ContainerState> Found => _found;

    /// <summary>A pod, a list of them, a container of Docker's, or a list of those.</summary>
    public void Add(DataNode node, int depth = 0)
    {
        if (depth > 3)
            return;
        foreach (DataNode item in node.Items ?? node["items"]?.Items ?? [])
            Add(item, depth + 1);
        if (node["kind"]?.Text == "Pod")
            Pod(node);
        else if (node["Id"] is not null && node["State"]?.Members is not null)
            Docker(node);
    }

    void Keep(ContainerState state)
    {
        if (notes.HasRoom(_found.Count, "containers", MostContainers))
            _found.Add(state);
    }

    void Pod(DataNode pod)
    {
        Dictionary<string, DataNode> statuses = new(StringComparer.Ordinal);
        foreach (string list in (ReadOnlySpan<string>)["initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses"])
        {
            foreach (DataNode status in pod["status"]?.All(list) ?? [])
                statuses[status["name"]?.Text ?? ""] = status;
        }
        foreach (string list in (ReadOnlySpan<string>)["initContainers", "containers", "ephemeralContainers"])
        {
            foreach (DataNode container in pod["spec"]?.All(list) ?? [])
            {
                string name = container["name"]?.Text ?? "";
                Keep(Container(pod, name, container, statuses.GetValueOrDefault(name)));
                statuses.Remove(name);
            }
        }
        foreach ((string name, DataNode status) in statuses)
            Keep(Container(pod, name, null, status));
    }

    static ContainerState Container(DataNode pod, string name, DataNode? spec, DataNode? status) => new(name)
    {
        Pod = pod.At("metadata", "name")?.Text,
        Namespace = pod.At("metadata", "namespace")?.Text,
        Node = pod.At("spec", "nodeName")?.Text,
        Id = status?["containerID"]?.Text,
        Image = spec?["image"]?.Text ?? status?["image"]?.Text,
        Restarts = Number(status?["restartCount"]),
        Now = Run(status?["state"]),
        Before = Run(status?["lastState"]),
        MemoryLimit = Size(spec?.At("resources", "limits", "memory")),
        MemoryRequest = Size(spec?.At("resources", "requests", "memory")),
    };

    static ContainerRun? Run(DataNode? state)
    {
        foreach ((string kind, DataNode node) in state?.Members ?? [])
        {
            if (kind is not ("running" or "waiting" or "terminated"))
                continue;
            string? reason = node["reason"]?.Text;
            return new ContainerRun(char.ToUpperInvariant(kind[0]) + kind[1..])
            {
                Reason = reason,
                ExitCode = ExitCode(node["exitCode"]),
                Started = node["startedAt"]?.Text,
                Finished = node["finishedAt"]?.Text,
                KilledForMemory = reason == "OOMKilled",
            };
        }
        return null;
    }

    void Docker(DataNode node)
    {
        DataNode state = node["State"]!;
        Keep(new ContainerState((node["Name"]?.Text ?? "").TrimStart('/'))
        {
            Id = node["Id"]?.Text,
            Image = node.At("Config", "Image")?.Text,
            Restarts = Number(node["RestartCount"]),
            Now = new ContainerRun(state["Status"]?.Text ?? (state["Running"]?.Text == "true" ? "running" : "exited"))
            {
                ExitCode = ExitCode(state["ExitCode"]),
                Started = state["StartedAt"]?.Text,
                Finished = state["FinishedAt"]?.Text,
                Pid = Number(state["Pid"]) is > 0 and <= int.MaxValue and var pid ? (int)pid : null,
                KilledForMemory = state["OOMKilled"]?.Text == "true",
            },
            // Zero and minus one are Docker's words for none.
            MemoryLimit = Limit(node.At("HostConfig", "Memory")),
            MemoryRequest = Limit(node.At("HostConfig", "MemoryReservation")),
            MemoryAndSwapLimit = Limit(node.At("HostConfig", "MemorySwap")),
        });
    }

    static RoundedSize? Limit(DataNode? node) => Size(node) is { Value.Value: > 0 } size ? size : null;

    static RoundedSize? Size(DataNode? node) =>
        node?.Text is { } text ? ToolNumbers.Rounded(Encoding.UTF8.GetBytes(text), 1, UnitFamily.Decimal) : null;

    static long? Number(DataNode? node) =>
        long.TryParse(node?.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null;

    static int? ExitCode(DataNode? node) => Number(node) is >= int.MinValue and <= int.MaxValue and var code ? (int)code : null;
}
