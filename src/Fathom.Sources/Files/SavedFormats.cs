namespace Fathom.Sources.Files;

/// <summary>Every form of text that a case may be made of; what is asked first stands first.</summary>
static class SavedFormats
{
    public static IReadOnlyList<SavedFormat> All { get; } =
    [
        KernelTexts.Smaps,
        KernelTexts.SmapsRollup,
        KernelTexts.Maps,
        KernelTexts.Status,
        KernelTexts.Limits,
        KernelTexts.MemoryStat,
        .. HotSpotTexts.All,
        .. ToolTexts.All,
    ];

    /// <summary>By the name that a file has, or that stood above it: what a bare number means is in its name alone.</summary>
    public static bool IsKernelFile(string name) =>
        name is "maps" or "smaps" or "smaps_rollup" or "status" or "limits" or "cmdline" or "comm" or "stat" or "statm" or "cgroup" or "mountinfo"
            or "oom_score_adj" or "cgroup.procs" or "cgroup.stat" or "meminfo"
        || (name.StartsWith("memory.", StringComparison.Ordinal) && !name.EndsWith(".txt", StringComparison.Ordinal) && !name.EndsWith(".log", StringComparison.Ordinal));
}
