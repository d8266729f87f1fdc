using Fathom.Evidence;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Proc;

/// <summary>The facts of a process that stand in small files.</summary>
sealed class ProcessFacts(IProcFiles files, LookOptions options, Deadline deadline, GapNotes gaps)
{
    public ProcessStatus Status()
    {
        Result<byte[]> text = files.Read("status", 64 * 1024);
        if (!text.Ok)
        {
            gaps.Add(text.Gap!);
            return new ProcessStatus();
        }
        Parsed<ProcessStatus> parsed = StatusText.Parse(text.Value, files.Place + "/status");
        gaps.AddRange(parsed.Gaps);
        return parsed.Value;
    }

    /// <summary>Reading it takes the target's memory lock: the arguments lie on its stack.</summary>
    public CommandLine Command()
    {
        Result<byte[]> text = deadline.Run(files.Place + "/cmdline", () => files.Read("cmdline", Limits.CommandLineBytes));
        if (!text.Ok)
            gaps.Add(text.Gap!);
        return CommandLineText.Parse(text.Or([])!, options.Raw);
    }

    /// <summary>Null of one that began after the clock was read.</summary>
    public static TimeSpan? Uptime(ProcessBirth birth) =>
        BootClock.Ticks() is { } now && now >= birth.StartTicks ? TimeSpan.FromSeconds((now - birth.StartTicks) / (double)BootClock.TicksPerSecond) : null;

    /// <summary>A refusal, told with the right that is missing and the command that grants it.</summary>
    public Gap Permission(Gap gap)
    {
        if (gap.Errno is not ("EACCES" or "EPERM"))
            return gap;
        return Gaps.NotPermitted.At(gap.Where, gap.Errno, Rights.Advice(Status().Uid));
    }
}
