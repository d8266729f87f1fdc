namespace Fathom.Sources.Proc;

/// <summary>Filters of system calls (seccomp). What they answer cannot be asked without stopping the process (ptrace(2), PTRACE_SECCOMP_GET_FILTER).</summary>
static class CallFilters
{
    public static bool HasAny(DirectoryFiles process) => IsFiltered(process.Read("status", 64 * 1024).Or([])) || FirstThread(process) is not null;

    /// <summary>Each thread has a filter of its own; one that has ended has none any more.</summary>
    public static string? FirstThread(DirectoryFiles process) => process.List("task").Or([])
        .FirstOrDefault(tid => process.Read($"task/{tid}/status", 64 * 1024).Try(out byte[]? status, out _) && IsFiltered(status));

    /// <summary>proc(5): 0 is none. What cannot be read may be one.</summary>
    static bool IsFiltered(byte[] status) => status.AsSpan().IndexOf("Seccomp:\t0"u8) < 0;
}
