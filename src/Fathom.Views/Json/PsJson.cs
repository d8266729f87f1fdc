using System.Text.Json;
using Fathom.Evidence;
using Fathom.Views.Text;

namespace Fathom.Views.Json;

/// <summary>`ps --json`: no target, one entry a JVM.</summary>
public static class PsJson
{
    public static void Write(Stream to, DateTimeOffset takenAt, IReadOnlyList<JvmSummary> jvms, Cost cost) =>
        JsonHead.Write(to, takenAt, null, [.. jvms.SelectMany(jvm => jvm.Gaps)], cost, json =>
        {
            json.WriteStartArray("ps");
            foreach (JvmSummary jvm in jvms)
                Write(json, jvm);
            json.WriteEndArray();
        });

    static void Write(Utf8JsonWriter json, JvmSummary jvm)
    {
        json.WriteStartObject();
        json.WritePropertyName("target");
        JsonHead.Write(json, jvm.Target);
        json.WriteBytesOrNull("rss_bytes", jvm.Status.Resident);
        json.WriteBytesOrNull("swap_bytes", jvm.Status.Swap);
        json.WriteBytesOrNull("virtual_bytes", jvm.Status.Size);
        json.WriteBytesOrNull("limit_bytes", jvm.Cgroup?.Limit);
        json.WriteBytesOrNull("usage_bytes", jvm.Cgroup?.Usage);
        json.WriteBytesOrNull("headroom_bytes", jvm.Cgroup?.Headroom);
        json.WriteString("headroom", jvm.Cgroup is { } cgroup ? HeadroomText.Words(cgroup) : null);
        json.WriteNumberOrNull("threads", jvm.Status.Threads);
        json.WriteNumberOrNull("uid", jvm.Status.Uid);
        json.WriteString("unit", jvm.Names.Unit);
        json.WriteString("container_id", jvm.Names.ContainerId);
        json.WriteString("host_name", jvm.Names.HostName);
        json.WriteEndObject();
    }
}
