using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Malloc;

namespace Fathom.Sources.Bundle;

/// <summary>
/// The same figures without the names of whoever they are of: main class, command line, files, threads, classes,
/// container. A test lists every text of a snapshot that stays as it is.
/// </summary>
sealed class Redaction(NameKey? key = null)
{
    const string Gone = "***";

    readonly Pseudonyms _names = new(key);

    public Snapshot Of(Snapshot snapshot) => snapshot with
    {
        Target = Of(snapshot.Target),
        Status = snapshot.Status with { Name = _names.Thread(snapshot.Status.Name) },
        Mappings = [.. snapshot.Mappings.Select(mapping => mapping with { Name = _names.File(mapping.Name) })],
        Threads = [.. snapshot.Threads.Select(thread => thread with { Name = _names.Thread(thread.Name) })],
        MallocState = snapshot.MallocState is { } malloc ? Of(malloc) : null,
        Census = snapshot.Census is { } census ? Of(census) : null,
        Contents = null,
        JvmState = snapshot.JvmState is { } jvm ? Of(jvm) : null,
        Images = [.. snapshot.Images.Select(image => image with { Name = _names.File(image.Name) })],
        Cgroup = Of(snapshot.Cgroup),
        Container = snapshot.Container is { } container ? container with
        {
            Usage = Of(container.Usage)!,
            Processes = [.. container.Processes.Select(process => process with { Name = _names.Thread(process.Name) })],
        } : null,
        Gaps = [.. snapshot.Gaps.Select(Of)],
    };

    Target Of(Target target) => target with
    {
        Command = target.Command with
        {
            Shown = string.Join(' ', target.Command.Shown.Split(' ').Select((word, i) => i == 0 ? _names.File(word) : Option(word))),
            Main = target.Command.Main.EndsWith(".jar", StringComparison.Ordinal) ? _names.File("/" + target.Command.Main)[1..] : _names.Class(target.Command.Main),
            Program = _names.File("/" + target.Command.Program)[1..],
        },
        Jvm = target.Jvm is { } build ? build with { Library = _names.File(build.Library) } : null,
        Files = [.. target.Files.Select(_names.File)],
    };

    /// <summary>The JVM's own options, where no path stands in them.</summary>
    static string Option(string word) => word.StartsWith("-X", StringComparison.Ordinal) && !word.Contains('/') && !word.Contains(':', StringComparison.Ordinal) ? word
        : word.StartsWith("-XX:", StringComparison.Ordinal) && !word.Contains('/') ? word : Gone;

    CgroupUsage? Of(CgroupUsage? usage) => usage is null ? null : usage with { Path = _names.File(usage.Path) };

    Gap Of(Gap gap) => gap with
    {
        What = _names.Sentence(gap.What),
        Where = _names.Sentence(gap.Where),
        So = _names.Sentence(gap.So),
        Try = _names.Sentence(gap.Try),
    };

    MallocState Of(MallocState malloc) => malloc with
    {
        Allocator = Of(malloc.Allocator),
        Others = [.. malloc.Others.Select(Of)],
        Arenas = [.. malloc.Arenas.Select(arena => arena with { Proof = Of(arena.Proof) })],
        Mmapped = malloc.Mmapped with { Proof = Of(malloc.Mmapped.Proof) },
    };

    Allocator Of(Allocator allocator) => allocator with { Library = _names.FileOrNull(allocator.Library) };

    WalkProof Of(WalkProof proof) => proof with { Why = proof.Why is { } why ? Of(why) : null };

    ChunkCensus Of(ChunkCensus census) => census with
    {
        Groups = [.. census.Groups.Select(group => group with { Words = [.. group.Words.Select(word => word with { Library = _names.File(word.Library) })] })],
        Roots = [.. census.Roots.Select(Of)],
        Holders = census.Holders is { } holders ? holders with { Rows = [.. holders.Rows.Select(Of)] } : null,
        Reach = census.Reach is { } reach ? reach with
        {
            Rows = [.. reach.Rows.Select(row => row with { From = row.From is { } from ? FileOrThread(from) : null })],
            Incomplete = reach.Incomplete is { } gap ? Of(gap) : null,
        } : null,
    };

    GroupRoot Of(GroupRoot root) => root with
    {
        Name = root.Kind switch
        {
            RootKind.LibraryData => _names.File(root.Name),
            RootKind.Stack or RootKind.Registers or RootKind.ThreadLocal => _names.Thread(root.Name),
            _ => root.Name,
        },
    };

    GroupHolder Of(GroupHolder holder) => holder with
    {
        HolderClass = _names.Class(holder.HolderClass),
        HolderField = _names.Class(holder.HolderClass) == holder.HolderClass ? holder.HolderField : _names.ClassOrNull(holder.HolderField),
        Referrer = _names.ClassOrNull(holder.Referrer),
        Path = [.. holder.Path.Select(_names.Class)],
        Root = holder.Root is { } root && root.StartsWith(StackOf, StringComparison.Ordinal) ? StackOf + _names.Thread(root[StackOf.Length..]) : holder.Root,
    };

    const string StackOf = "stack of ";

    string FileOrThread(string name) => name.Contains('/') || name.Contains(".so", StringComparison.Ordinal) ? _names.File(name) : _names.Thread(name);

    JvmState Of(JvmState jvm) => jvm with
    {
        Threads = [.. jvm.Threads.Select(thread => thread with { Name = thread.Name is { } name ? _names.Thread(name) : null! })],
        Flags = [.. jvm.Flags.Select(flag => flag with { Value = IsPlain(flag.Value) ? flag.Value : Gone })],
        Figures = jvm.Figures is { } figures ? Of(figures) : null,
        Counters = jvm.Counters is { } counters ? Of(counters) : null,
        Nmt = jvm.Nmt is { } nmt ? Of(nmt) : null,
    };

    /// <summary>Numbers, switches and single words.</summary>
    static bool IsPlain(string value) => value.Length <= 24 && !value.AsSpan().ContainsAny("/.:=,");

    JvmFigures Of(JvmFigures figures) => figures with
    {
        Classes = figures.Classes is { } classes
            ? classes with { Families = [.. classes.Families.Select(family => family with { Name = _names.Class(family.Name) })] } : null,
        Netty = [.. figures.Netty.Select(netty => netty with { ClassName = _names.Class(netty.ClassName) })],
    };

    /// <summary>What the collector says of itself stays.</summary>
    static PerfData Of(PerfData counters)
    {
        Dictionary<string, PerfCounter> kept = new(counters.Counters.Count);
        foreach ((string name, PerfCounter counter) in counters.Counters)
            kept[name] = counter.Text is null || name.StartsWith("sun.gc.", StringComparison.Ordinal) ? counter : counter with { Text = Gone };
        return new PerfData(kept);
    }

    NmtState Of(NmtState nmt) => nmt with
    {
        Report = nmt.Report is { } report ? report with
        {
            Sites = [.. report.Sites.Select(Of)],
            Regions = [.. report.Regions.Select(region => region with
            {
                Stack = Of(region.Stack),
                Parts = [.. region.Parts.Select(part => part with { Stack = Of(part.Stack) })],
            })],
            Unread = [],
            Statistics = [],
        } : null,
        Blocks = nmt.Blocks is { } blocks ? blocks with { Sites = [.. blocks.Sites.Select(site => site with { Site = site.Site is { } of ? Of(of) : null! })] } : null,
        Withheld = nmt.Withheld is { } gap ? Of(gap) : null,
    };

    NmtSite Of(NmtSite site) => site with { Stack = Of(site.Stack) };

    IReadOnlyList<NmtFrame> Of(IReadOnlyList<NmtFrame> stack) => [.. stack.Select(frame => frame with { Library = _names.FileOrNull(frame.Library) })];
}
