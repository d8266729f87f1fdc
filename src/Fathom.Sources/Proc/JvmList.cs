using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Cgroup;

namespace Fathom.Sources.Proc;

/// <summary>Every JVM on the machine, by its libjvm mapping: in containers too, and whatever the launcher is called.</summary>
public sealed class JvmList : IDisposable
{
    // One process that does not answer must not hold up the list of all others.
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    readonly LookOptions _options;
    readonly CgroupReader _cgroups = new();
    Deadline _deadline = new(Patience);

    JvmList(LookOptions options) => _options = options;

    /// <summary>By resident memory, largest first, then by pid.</summary>
    public static IReadOnlyList<JvmSummary> Find(LookOptions options)
    {
        using JvmList list = new(options);
        List<JvmSummary> found = [];
        foreach (string entry in DirectoryFiles.OfFolder("/proc").List("").Or([]))
        {
            if (int.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && list.Summarize(pid) is { } jvm)
                found.Add(jvm);
        }
        found.Sort((a, b) => (b.Status.Resident ?? Bytes.Zero).CompareTo(a.Status.Resident ?? Bytes.Zero) is var bySize and not 0
            ? bySize
            : (a.Target.Pid ?? 0).CompareTo(b.Target.Pid ?? 0));
        return found;
    }

    public void Dispose() => _deadline.Dispose();

    JvmSummary? Summarize(int pid)
    {
        DirectoryFiles files = DirectoryFiles.OfProcess(pid);
        Result<byte[]> maps = _deadline.Run(files.Place + "/maps", () => files.Read("maps", Limits.ProcFileBytes));
        GapNotes gaps = [];
        string? library = maps.Ok ? LibraryIn(maps.Value) : null;
        if (!maps.Ok && (library = HiddenJvm(files, maps.Gap!, gaps)) is null)
            return null;
        if (library is null || StatText.Parse(files.Read("stat", 4096).Or([])) is not { } birth)
            return null;
        ProcessFacts facts = new(files, _options, _deadline, gaps);
        Target target = new()
        {
            Pid = pid,
            Command = facts.Command(),
            Uptime = ProcessFacts.Uptime(birth),
            Jvm = Build(pid, library),
        };
        return new JvmSummary(target, facts.Status(), _cgroups.Read(files).Or(null), _deadline.Run(files.Place + "/environ", () => Containers.NamesOf(files)).Or(ContainerNames.None), gaps.Taken());
    }

    /// <summary>Another user's process shows no maps; its name is public, and a launcher called java is one.</summary>
    string? HiddenJvm(DirectoryFiles files, Gap gap, GapNotes gaps)
    {
        if (_deadline.Expired)
            _deadline = new Deadline(Patience);
        if (!files.Read("comm", 64).Or([]).AsSpan().TrimEnd("\n"u8).SequenceEqual("java"u8))
            return null;
        gaps.Add(gap);
        return "";
    }

    static JvmBuild? Build(int pid, string library)
    {
        if (library.Length == 0)
            return null;
        Result<TargetRoot> root = TargetRoot.Of(pid);
        using TargetRoot? open = root.Or(null);
        return JvmBuilds.Read(library, open);
    }

    /// <summary>Found in the raw text: most processes are no JVMs and their mappings are not worth parsing.</summary>
    static string? LibraryIn(ReadOnlySpan<byte> maps)
    {
        int at = maps.IndexOf("/libjvm.so"u8);
        if (at < 0)
            return null;
        int start = maps[..at].LastIndexOf((byte)'\n') + 1;
        int length = maps[start..].IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = length < 0 ? maps[start..] : maps.Slice(start, length);
        return MapsText.TryParseLine(line, new MapsText.NameCache(), out Mapping? mapping) ? mapping.Name : null;
    }
}
