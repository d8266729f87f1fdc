using Fathom.Evidence;
using Fathom.Sources.Cgroup;
using Fathom.Sources.Formats;
using Fathom.Sources.Proc;

namespace Fathom.Sources;

/// <summary>Files that somebody saved from /proc/PID, in place of the process.</summary>
static class FolderLook
{
    public static Snapshot Of(IProcFiles files, DateTimeOffset takenAt, LookOptions options)
    {
        string place = files.Place;
        List<Gap> gaps = [];
        Mapped mapped = Mappings(files, gaps);
        ProcessStatus status = Status(files, gaps);
        IReadOnlyList<ThreadStack> threads = new Threads(files, mapped.Mappings, null, null, false).Find().Or([]);
        if (mapped.Usage is null)
            gaps.Add(Gaps.NothingToBalance.At(place));
        else
            gaps.Add(Gaps.NoMemoryHere.At(place));
        return new Snapshot
        {
            TakenAt = takenAt,
            Target = TargetOf(files, place, mapped.Mappings, options),
            Status = status,
            Mappings = mapped.Mappings,
            Usage = mapped.Usage,
            Threads = threads,
            Cgroup = CgroupFiles.Read(files).Or(null),
            Container = options.Container ? CgroupFiles.ReadContainer(files, status) : null,
            Gaps = gaps,
            Cost = Cost.None,
        };
    }

    sealed record Mapped(IReadOnlyList<Mapping> Mappings, IReadOnlyList<MappingUsage>? Usage);

    /// <summary>smaps holds maps; where only maps was saved there are no sizes.</summary>
    static Mapped Mappings(IProcFiles files, List<Gap> gaps)
    {
        Result<byte[]> smaps = files.Read("smaps", Limits.SmapsBytes);
        if (smaps.Ok)
        {
            Parsed<SmapsTable> parsed = SmapsText.Parse(smaps.Value, files.Place + "/smaps");
            gaps.AddRange(parsed.Gaps);
            // cat without the right to read leaves an empty file behind: no sizes, and not sizes of nothing.
            if (parsed.Value.Count > 0)
                return new Mapped(parsed.Value.Mappings, parsed.Value.Usage);
        }
        Result<byte[]> maps = files.Read("maps", Limits.ProcFileBytes * 4);
        if (!maps.Ok)
            return new Mapped([], null);
        Parsed<IReadOnlyList<Mapping>> lines = MapsText.Parse(maps.Value, files.Place + "/maps");
        gaps.AddRange(lines.Gaps);
        return new Mapped(lines.Value, null);
    }

    static ProcessStatus Status(IProcFiles files, List<Gap> gaps)
    {
        Result<byte[]> text = files.Read("status", 64 * 1024);
        if (!text.Ok)
        {
            gaps.Add(text.Gap!);
            return RollupStatus(files);
        }
        Parsed<ProcessStatus> parsed = StatusText.Parse(text.Value, files.Place + "/status");
        gaps.AddRange(parsed.Gaps);
        return parsed.Value;
    }

    /// <summary>smaps_rollup has the kernel's sum too, where nobody saved status.</summary>
    static ProcessStatus RollupStatus(IProcFiles files)
    {
        Result<byte[]> rollup = files.Read("smaps_rollup", 64 * 1024);
        return rollup.Ok
            ? new ProcessStatus { Resident = SmapsText.ParseRollup(rollup.Value, "smaps_rollup").Value?.Rss }
            : new ProcessStatus();
    }

    static Target TargetOf(IProcFiles files, string folder, IReadOnlyList<Mapping> mappings, LookOptions options) => new()
    {
        Command = CommandLineText.Parse(files.Read("cmdline", Limits.CommandLineBytes).Or([]), options.Raw),
        Jvm = JvmBuilds.Library(mappings) is { } library ? new JvmBuild(null, null, library) : null,
        Files = [folder],
    };
}
