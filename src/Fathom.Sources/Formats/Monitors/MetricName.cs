using System.Text;

namespace Fathom.Sources.Formats.Monitors;

enum MetricSubject
{
    Other,
    Process,
    Memory,
    Buffer,
    Native,
    Container,
}

enum MetricFigure
{
    Used,
    Committed,
    Reserved,
    Max,
    Count,
    WorkingSet,
    Anonymous,
    Cache,
    Swap,
    Killed,
}

/// <summary>What a metric's name means. Data: a line an exporter's name.</summary>
readonly record struct MetricName(MetricSubject Subject, MetricFigure Figure, string? Area = null)
{
    static readonly Dictionary<string, MetricName> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["process_resident_memory_bytes"] = new(MetricSubject.Process, MetricFigure.Used),
        ["process_memory_rss_bytes"] = new(MetricSubject.Process, MetricFigure.Used),
        ["process_virtual_memory_bytes"] = new(MetricSubject.Process, MetricFigure.Reserved),
        ["process_memory_vss_bytes"] = new(MetricSubject.Process, MetricFigure.Reserved),
        ["jvm_threads_current"] = new(MetricSubject.Process, MetricFigure.Count),
        ["jvm_threads_live_threads"] = new(MetricSubject.Process, MetricFigure.Count),
        ["jvm_thread_count"] = new(MetricSubject.Process, MetricFigure.Count),

        ["jvm_memory_used_bytes"] = new(MetricSubject.Memory, MetricFigure.Used),
        ["jvm_memory_bytes_used"] = new(MetricSubject.Memory, MetricFigure.Used),
        ["jvm_memory_pool_used_bytes"] = new(MetricSubject.Memory, MetricFigure.Used),
        ["jvm_memory_pool_bytes_used"] = new(MetricSubject.Memory, MetricFigure.Used),
        ["process_runtime_jvm_memory_usage_bytes"] = new(MetricSubject.Memory, MetricFigure.Used),
        ["jvm_memory_committed_bytes"] = new(MetricSubject.Memory, MetricFigure.Committed),
        ["jvm_memory_bytes_committed"] = new(MetricSubject.Memory, MetricFigure.Committed),
        ["jvm_memory_pool_committed_bytes"] = new(MetricSubject.Memory, MetricFigure.Committed),
        ["jvm_memory_pool_bytes_committed"] = new(MetricSubject.Memory, MetricFigure.Committed),
        ["process_runtime_jvm_memory_committed_bytes"] = new(MetricSubject.Memory, MetricFigure.Committed),
        ["jvm_memory_max_bytes"] = new(MetricSubject.Memory, MetricFigure.Max),
        ["jvm_memory_limit_bytes"] = new(MetricSubject.Memory, MetricFigure.Max),
        ["jvm_memory_bytes_max"] = new(MetricSubject.Memory, MetricFigure.Max),
        ["jvm_memory_pool_max_bytes"] = new(MetricSubject.Memory, MetricFigure.Max),
        ["jvm_memory_pool_bytes_max"] = new(MetricSubject.Memory, MetricFigure.Max),
        ["process_runtime_jvm_memory_limit_bytes"] = new(MetricSubject.Memory, MetricFigure.Max),
        ["java_lang_MemoryPool_Usage_used"] = new(MetricSubject.Memory, MetricFigure.Used),
        ["java_lang_MemoryPool_Usage_committed"] = new(MetricSubject.Memory, MetricFigure.Committed),
        ["java_lang_MemoryPool_Usage_max"] = new(MetricSubject.Memory, MetricFigure.Max),
        ["java_lang_Memory_HeapMemoryUsage_used"] = new(MetricSubject.Memory, MetricFigure.Used, "heap"),
        ["java_lang_Memory_HeapMemoryUsage_committed"] = new(MetricSubject.Memory, MetricFigure.Committed, "heap"),
        ["java_lang_Memory_HeapMemoryUsage_max"] = new(MetricSubject.Memory, MetricFigure.Max, "heap"),
        ["java_lang_Memory_NonHeapMemoryUsage_used"] = new(MetricSubject.Memory, MetricFigure.Used, "nonheap"),
        ["java_lang_Memory_NonHeapMemoryUsage_committed"] = new(MetricSubject.Memory, MetricFigure.Committed, "nonheap"),
        ["java_lang_Memory_NonHeapMemoryUsage_max"] = new(MetricSubject.Memory, MetricFigure.Max, "nonheap"),

        ["jvm_buffer_pool_used_bytes"] = new(MetricSubject.Buffer, MetricFigure.Used),
        ["jvm_buffer_memory_used_bytes"] = new(MetricSubject.Buffer, MetricFigure.Used),
        ["jvm_buffer_memory_usage_bytes"] = new(MetricSubject.Buffer, MetricFigure.Used),
        ["process_runtime_jvm_buffer_usage_bytes"] = new(MetricSubject.Buffer, MetricFigure.Used),
        ["java_nio_BufferPool_MemoryUsed"] = new(MetricSubject.Buffer, MetricFigure.Used),
        ["jvm_buffer_pool_capacity_bytes"] = new(MetricSubject.Buffer, MetricFigure.Committed),
        ["jvm_buffer_total_capacity_bytes"] = new(MetricSubject.Buffer, MetricFigure.Committed),
        ["jvm_buffer_memory_limit_bytes"] = new(MetricSubject.Buffer, MetricFigure.Committed),
        ["process_runtime_jvm_buffer_limit_bytes"] = new(MetricSubject.Buffer, MetricFigure.Committed),
        ["java_nio_BufferPool_TotalCapacity"] = new(MetricSubject.Buffer, MetricFigure.Committed),
        ["jvm_buffer_pool_used_buffers"] = new(MetricSubject.Buffer, MetricFigure.Count),
        ["jvm_buffer_count_buffers"] = new(MetricSubject.Buffer, MetricFigure.Count),
        ["jvm_buffer_count"] = new(MetricSubject.Buffer, MetricFigure.Count),
        ["process_runtime_jvm_buffer_count"] = new(MetricSubject.Buffer, MetricFigure.Count),
        ["java_nio_BufferPool_Count"] = new(MetricSubject.Buffer, MetricFigure.Count),

        ["jvm_native_memory_reserved_bytes"] = new(MetricSubject.Native, MetricFigure.Reserved),
        ["jvm_native_memory_committed_bytes"] = new(MetricSubject.Native, MetricFigure.Committed),

        ["container_memory_usage_bytes"] = new(MetricSubject.Container, MetricFigure.Used),
        ["container_memory_working_set_bytes"] = new(MetricSubject.Container, MetricFigure.WorkingSet),
        ["container_memory_rss"] = new(MetricSubject.Container, MetricFigure.Anonymous),
        ["container_memory_cache"] = new(MetricSubject.Container, MetricFigure.Cache),
        ["container_memory_swap"] = new(MetricSubject.Container, MetricFigure.Swap),
        ["container_spec_memory_limit_bytes"] = new(MetricSubject.Container, MetricFigure.Max),
        ["kube_pod_container_resource_limits"] = new(MetricSubject.Container, MetricFigure.Max),
        ["kube_pod_container_resource_limits_memory_bytes"] = new(MetricSubject.Container, MetricFigure.Max),
        ["container_memory_failcnt"] = new(MetricSubject.Container, MetricFigure.Count),
        ["container_oom_events_total"] = new(MetricSubject.Container, MetricFigure.Killed),
        ["kube_pod_container_status_last_terminated_reason"] = new(MetricSubject.Container, MetricFigure.Killed),
    };

    public static MetricName Of(ReadOnlySpan<byte> name)
    {
        if (name.Length > 100)
            return default;
        Span<char> text = stackalloc char[name.Length];
        Ascii.ToUtf16(name, text, out _);
        return Known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out MetricName known) ? known : default;
    }
}
