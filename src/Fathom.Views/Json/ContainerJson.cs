using System.Text.Json;
using Fathom.Accounting.Container;
using Fathom.Evidence;
using Fathom.Evidence.Container;

namespace Fathom.Views.Json;

/// <summary>The member "container"; its accounts and what follows them are null where only limit and usage are known.</summary>
static class ContainerJson
{
    public static void Write(Utf8JsonWriter json, Snapshot snapshot)
    {
        if (snapshot.Cgroup is not { } cgroup)
        {
            json.WriteNull("container");
            return;
        }
        json.WriteStartObject("container");
        json.WriteBytesOrNull("limit_bytes", cgroup.Limit);
        json.WriteNumber("usage_bytes", cgroup.Usage.Value);
        json.WriteNumber("cgroup_version", cgroup.Version);
        json.WriteBoolean("whole_machine", cgroup.IsRoot);
        json.WriteBoolean("limit_is_above", cgroup.LimitIsAbove);
        json.WriteBytesOrNull("available_bytes", cgroup.Headroom);
        WriteFigures(json, snapshot.Container);
        WriteAccounts(json, ContainerLedger.Of(snapshot));
        WriteProcesses(json, snapshot.Container);
        json.WriteEndObject();
    }

    static void WriteFigures(Utf8JsonWriter json, ContainerMemory? container)
    {
        json.WriteBytesOrNull("working_set_bytes", container?.WorkingSet);
        json.WriteBytesOrNull("peak_bytes", container?.Peak);
        json.WriteBytesOrNull("slowed_from_bytes", container?.SlowedFrom);
        json.WriteBytesOrNull("swap_bytes", container?.Swap);
        json.WriteBytesOrNull("swap_limit_bytes", container?.SwapLimit);
        json.WriteNumberOrNull("limit_met", container?.Events.LimitMet);
        json.WriteNumberOrNull("slowed", container?.Events.Slowed);
        json.WriteNumberOrNull("oom", container?.Events.OutOfMemory);
        json.WriteNumberOrNull("oom_kills", container?.Events.Kills);
        if (container?.Pressure is not { } pressure)
        {
            json.WriteNull("pressure");
            return;
        }
        json.WriteStartObject("pressure");
        WriteStall(json, "some", pressure.Some);
        WriteStall(json, "full", pressure.Full);
        json.WriteEndObject();
    }

    static void WriteStall(Utf8JsonWriter json, string name, MemoryStall stall)
    {
        json.WriteStartObject(name);
        json.WriteNumber("avg10", stall.Over10Seconds);
        json.WriteNumber("avg60", stall.OverMinute);
        json.WriteNumber("avg300", stall.OverFiveMinutes);
        json.WriteNumber("total_ms", (long)stall.Total.TotalMilliseconds);
        json.WriteEndObject();
    }

    static void WriteAccounts(Utf8JsonWriter json, ContainerLedger? ledger)
    {
        if (ledger is null)
        {
            json.WriteNull("accounts");
            return;
        }
        json.WriteStartArray("accounts");
        foreach (ContainerPosting line in ledger.Lines)
        {
            json.WriteStartObject();
            json.WriteString("account", line.Account);
            json.WriteNumber("bytes", line.Amount.Value);
            json.WriteBytesOrNull("reclaimable_bytes", line.Reclaimable);
            json.WriteString("source", line.Source);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("remainder_bytes", ledger.Remainder.Value);
        json.WriteBytesOrNull("remainder_expected_bytes", ledger.RemainderExpected);
        json.WriteNumber("reclaimable_bytes", ledger.Reclaimable.Value);
        json.WriteNumber("mapped_elsewhere_bytes", ledger.MappedElsewhere.Value);
        json.WriteBytesOrNull("sockets_beside_bytes", ledger.Container.Usage.Version == 1 ? ledger.Container.Stat.Sockets : Bytes.Zero);
    }

    /// <summary>The largest; their names are the kernel's, without arguments.</summary>
    static void WriteProcesses(Utf8JsonWriter json, ContainerMemory? container)
    {
        const int most = 20;
        if (container?.Processes is not { Count: > 0 } processes)
        {
            json.WriteNull("processes");
            return;
        }
        json.WriteStartArray("processes");
        foreach (ContainerProcess process in processes.Take(most))
        {
            json.WriteStartObject();
            json.WriteNumber("pid", process.Pid);
            json.WriteString("name", process.Name);
            json.WriteNumber("rss_bytes", process.Resident.Value);
            json.WriteNumber("anon_bytes", process.Anonymous.Value);
            json.WriteBytesOrNull("anon_pss_bytes", process.AnonymousShare);
            json.WriteNumber("swap_bytes", process.Swap.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("processes_count", processes.Count);
        json.WriteNumberOrNull("processes_unread", container.ProcessesUnread);
    }
}
