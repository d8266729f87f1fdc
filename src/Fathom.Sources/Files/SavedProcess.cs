using Fathom.Evidence;
using Fathom.Evidence.Saved;

namespace Fathom.Sources.Files;

/// <summary>What top or ps said of the process, where no file of the kernel's says it better.</summary>
static class SavedProcess
{
    public static Snapshot Join(Snapshot snapshot, SavedTexts saved)
    {
        int? pid = snapshot.Status.Pid ?? saved.Pieces.FirstOrDefault(piece => piece is { IsApart: false, Pid: not null })?.Pid;
        if (pid is { } known && snapshot.Status.Pid is null)
            snapshot = snapshot with { Status = snapshot.Status with { Pid = known } };
        if (Row(saved, pid) is not { } row)
            return Counted(saved) is { } counted && snapshot.Status.Resident is null
                ? snapshot with { Status = snapshot.Status with { Resident = counted, PeakResident = snapshot.Status.PeakResident ?? RecordedFigures.Peak(saved) } } : snapshot;
        ProcessStatus status = snapshot.Status;
        bool isRounded = status.Resident is null && row.Resident is { Step.Value: > 1024 };
        return snapshot with
        {
            Status = status with
            {
                Pid = status.Pid ?? row.Pid,
                Resident = status.Resident ?? row.Resident?.Value,
                Size = status.Size ?? row.Virtual?.Value,
                Swap = status.Swap ?? row.Swap?.Value,
                Threads = status.Threads ?? row.Threads,
            },
            Gaps = isRounded ? [.. snapshot.Gaps, Gaps.SavedRounded.At("top", null, SizeText.Of(row.Resident!.Value.Step))] : snapshot.Gaps,
        };
    }

    /// <summary>What the JVM or its exporter read of itself.</summary>
    public static Bytes? Counted(SavedTexts saved) => saved.Last<CrashReport>()?.Process.Resident ?? saved.Last<JvmMetrics>()?.Only?.Resident ?? RecordedFigures.Resident(saved);

    /// <summary>The last row of the process; where nothing says its pid, the one java there is.</summary>
    public static ProcessRow? Row(SavedTexts saved, int? pid)
    {
        ProcessRow[] rows = [.. saved.Of<ProcessTable>().SelectMany(table => table.Rows).Where(row => row.Thread is null && row.Resident is not null)];
        if (pid is not null && rows.LastOrDefault(row => row.Pid == pid) is { } named)
            return named;
        ProcessRow[] javas = [.. rows.Where(row => row.Command?.Contains("java", StringComparison.Ordinal) == true).DistinctBy(row => row.Pid)];
        return pid is null && javas.Length == 1 ? rows.Last(row => row.Pid == javas[0].Pid) : null;
    }
}
