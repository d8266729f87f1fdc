using System.Globalization;
using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Crashes;

/// <summary>The lines of an hs_err file that VM.info does not have.</summary>
sealed class CrashReading
{
    static readonly string[] Signals = ["SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP", "SIGABRT"];

    readonly List<NamedSize> _container = [];
    readonly List<CrashedThread> _threads = [];
    CrashReport _report = new();
    bool _flags;

    public StringBuilder Meminfo { get; } = new();

    public CrashReport Report => _report with { Container = _container, Threads = _threads };

    public bool Read(string text)
    {
        if (text is "#" || text.StartsWith("# Possible ", StringComparison.Ordinal))
            return true;
        if (text[0] == '#')
            return Head(text.TrimStart('#', ' '));
        if (_flags && text.Contains('{', StringComparison.Ordinal))
            return true;
        _flags = text.StartsWith("[Global flags]", StringComparison.Ordinal);
        return _flags || Summary(text) || Process(text) || Container(text) || Thread(text) || Machine(text);
    }

    bool Head(string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        if (text.StartsWith("Native memory allocation (", StringComparison.Ordinal))
            _report = _report with
            {
                Cause = CrashCause.NoMemory,
                Reason = text,
                ByMalloc = text.StartsWith("Native memory allocation (malloc)", StringComparison.Ordinal),
                Refused = ReportFields.Find(bytes, " failed to map"u8) ?? ReportFields.Find(bytes, " failed to allocate"u8),
            };
        else if (text.StartsWith("Out of Memory Error (", StringComparison.Ordinal))
            _report = WithPlace(_report with { Cause = CrashCause.NoMemory }, text);
        else if (text.StartsWith("Internal Error (", StringComparison.Ordinal))
            _report = WithPlace(_report with { Cause = CrashCause.Internal, Reason = text }, text);
        else if (Signals.Any(signal => text.StartsWith(signal + " (", StringComparison.Ordinal)))
            _report = _report with { Cause = CrashCause.Signal, Reason = text };
        else if (_report.Frame is null && text.Length > 3 && text[0] is 'C' or 'V' or 'J' or 'j' or 'v' && text[1] == ' ')
            _report = _report with { Frame = text };
        else
            return Said(text);
        int pid = text.IndexOf("pid=", StringComparison.Ordinal);
        if (pid >= 0 && int.TryParse(text[(pid + 4)..].Split(',')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            _report = _report with { Pid = number };
        return true;
    }

    /// <summary>The rest of the head is advice, the same in every file.</summary>
    static bool Said(string text) =>
        text.Length == 0 || text.StartsWith("A fatal error has been detected", StringComparison.Ordinal)
        || text.StartsWith("There is insufficient memory", StringComparison.Ordinal)
        || text.StartsWith("JRE version:", StringComparison.Ordinal) || text.StartsWith("Problematic frame:", StringComparison.Ordinal)
        || text.StartsWith("This output file may be truncated", StringComparison.Ordinal);

    static CrashReport WithPlace(CrashReport report, string text)
    {
        int open = text.IndexOf('(', StringComparison.Ordinal), close = text.IndexOf(')', StringComparison.Ordinal);
        return close > open ? report with { Place = text[(open + 1)..close] } : report;
    }

    bool Summary(string text)
    {
        if (After(text, "Command Line: ") is { } command)
            _report = _report with { CommandLine = command };
        else if (After(text, "jvm_args: ") is { } arguments)
            _report = _report with { CommandLine = _report.CommandLine ?? arguments };
        else if ((After(text, "Time: ") ?? After(text, "time: ")) is { } time)
            _report = WithElapsed(_report with { Time = time.Split(" elapsed time:")[0] }, text);
        else if (text.StartsWith("elapsed time: ", StringComparison.Ordinal))
            _report = WithElapsed(_report, text);
        else
            return false;
        return true;
    }

    static CrashReport WithElapsed(CrashReport report, string text)
    {
        int at = text.IndexOf("elapsed time: ", StringComparison.Ordinal);
        string number = at < 0 ? "" : text[(at + "elapsed time: ".Length)..].Split(' ')[0];
        // Within three hundred years.
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds < 1e10
            ? report with { Elapsed = TimeSpan.FromMicroseconds((long)(seconds * 1e6)) } : report;
    }

    static string? After(string text, string key) =>
        text.StartsWith(key, StringComparison.Ordinal) ? text[key.Length..].Trim() : null;

    /// <summary>HotSpot: os/linux/os_linux.cpp, print_process_memory_info.</summary>
    bool Process(string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        CrashedProcess process = _report.Process;
        if (text.StartsWith("Virtual Size: ", StringComparison.Ordinal))
            process = process with { Virtual = ReportFields.Find(bytes, "Virtual Size:"u8) };
        else if (text.StartsWith("Resident Set Size: ", StringComparison.Ordinal))
            process = process with
            {
                Resident = ReportFields.Find(bytes, "Resident Set Size:"u8),
                PeakResident = ReportFields.Find(bytes, "peak:"u8),
                Anonymous = ReportFields.Find(bytes, "anon:"u8),
                File = ReportFields.Find(bytes, "file:"u8),
                Shared = ReportFields.Find(bytes, "shmem:"u8),
            };
        else if (text.StartsWith("Swapped out: ", StringComparison.Ordinal))
            process = process with { Swap = ReportFields.Find(bytes, "Swapped out:"u8) };
        else if (text.StartsWith("C-Heap outstanding allocations: ", StringComparison.Ordinal))
            process = process with
            {
                MallocInUse = ReportFields.Find(bytes, "allocations:"u8),
                MallocFree = ReportFields.Find(bytes, "retained:"u8),
                MallocMayHaveWrapped = text.Contains("may have wrapped", StringComparison.Ordinal),
            };
        else
            return text.StartsWith("Process Memory:", StringComparison.Ordinal);
        _report = _report with { Process = process };
        return true;
    }

    /// <summary>"memory_usage_in_bytes: 278360 k", "memory_limit_in_bytes: unlimited".</summary>
    bool Container(string text)
    {
        int colon = text.IndexOf(": ", StringComparison.Ordinal);
        if (colon < 0 || !text.Contains("_in_bytes: ", StringComparison.Ordinal) || _container.Count >= Limits.NmtTags)
            return false;
        AsciiLine value = new(Encoding.UTF8.GetBytes(text[(colon + 2)..]));
        if (value.TakeSize(out Bytes size))
            _container.Add(new NamedSize(text[..colon], size));
        return true;
    }

    /// <summary>"=>0x… JavaThread "main" [_thread_in_native, id=7, stack(0x…,0x…) (1024K)]".</summary>
    bool Thread(string text)
    {
        int name = text.IndexOf("Thread \"", StringComparison.Ordinal);
        int id = text.LastIndexOf(", id=", StringComparison.Ordinal);
        int end = id < 0 ? -1 : text.LastIndexOf('"', id);
        if (name < 0 || end <= name + 8 || text.StartsWith("Current thread", StringComparison.Ordinal) || _threads.Count >= Limits.Threads)
            return false;
        AsciiLine rest = new(Encoding.UTF8.GetBytes(text[(id + ", id=".Length)..]));
        if (!rest.TakeDecimal(out ulong number) || number > int.MaxValue)
            return false;
        bool stack = rest.SkipPast("stack("u8) & rest.TakeRange(out AddressRange range);
        _threads.Add(new CrashedThread(text[(name + 8)..end], (int)number, stack ? range : null));
        return true;
    }

    /// <summary>The lines of /proc/meminfo, which stand together.</summary>
    bool Machine(string text)
    {
        if (text.StartsWith("/proc/meminfo:", StringComparison.Ordinal))
            return true;
        bool begins = text.StartsWith("MemTotal:", StringComparison.Ordinal);
        bool inside = Meminfo.Length > 0 && (text.EndsWith(" kB", StringComparison.Ordinal) || text.StartsWith("HugePages_", StringComparison.Ordinal));
        if (!begins && !inside)
            return false;
        if (begins)
            Meminfo.Clear();
        Meminfo.Append(text).Append('\n');
        return true;
    }
}
