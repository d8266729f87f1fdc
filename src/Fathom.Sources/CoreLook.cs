using System.Diagnostics;
using Fathom.Evidence;
using Fathom.Sources.Census;
using Fathom.Sources.Core;
using Fathom.Sources.Formats;
using Fathom.Sources.Peeking;
using Fathom.Sources.Proc;

namespace Fathom.Sources;

/// <summary>An ELF core in place of the process.</summary>
public static class CoreLook
{
    public static Result<Snapshot> At(string path, LookOptions options)
    {
        long begun = Stopwatch.GetTimestamp();
        if (!CoreFile.Open(path).Try(out CoreFile? core, out Gap? gap))
            return gap.Id == Gaps.CoreNotCore.Id ? Gaps.FileNotUnderstood.At(path, null, path) : gap;
        using (core)
            return Take(core, path, options, begun);
    }

    static Result<Snapshot> Take(CoreFile core, string path, LookOptions options, long begun)
    {
        List<Gap> gaps = [.. core.Missing, Gaps.CorePagesCounted.At(path)];
        Result<byte[]> text = core.Files.Read("maps", Limits.ProcFileBytes * 4);
        if (!text.Ok)
            return text.Gap!;
        Parsed<IReadOnlyList<Mapping>> maps = MapsText.Parse(text.Value, path + "/maps");
        gaps.AddRange(maps.Gaps);
        Snapshot snapshot = new()
        {
            TakenAt = File.GetLastWriteTimeUtc(path),
            Target = TargetOf(core, path, maps.Value, options),
            Status = StatusText.Parse(core.Files.Read("status", 64 * 1024).Or([]), path + "/status").Value,
            Mappings = maps.Value,
            Pages = new CorePages(core).Scan(maps.Value).Or(PageRuns.Empty),
            Cost = Cost.None,
        };
        snapshot = Inside.Look(snapshot, core.Files, core.Memory, core.Memory, options, gaps);
        if (options.Walks)
            snapshot = Inside.Walk(snapshot, core.Memory, core.Memory, new CorePages(core), options, gaps, new ReachMeans(core.Files, new ReachStop([], () => true)));
        if (options.Peek is not null)
            snapshot = Inside.Peek(snapshot, new PeekMemory(core.Memory, core.Memory, new CorePages(core)), options, gaps);
        snapshot = Inside.KeepContents(snapshot, new PeekMemory(core.Memory, core.Memory, new CorePages(core)), options);
        return snapshot with
        {
            Gaps = GapNotes.Once(gaps),
            Cost = Cost.None with { Wall = Stopwatch.GetElapsedTime(begun) },
        };
    }

    static Target TargetOf(CoreFile core, string path, IReadOnlyList<Mapping> mappings, LookOptions options) => new()
    {
        Command = CommandLineText.Parse(core.Files.Read("cmdline", Limits.CommandLineBytes).Or([]), options.Raw),
        Jvm = JvmBuilds.Library(mappings) is { } library ? new JvmBuild(null, null, library) : null,
        Files = [path],
    };
}
