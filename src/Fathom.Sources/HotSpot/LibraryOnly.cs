using Fathom.Evidence;
using Fathom.Sources.Memory;
using Fathom.Sources.Pages;
using Fathom.Sources.Proc;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// HotSpot's tables and statics of a running JVM without a look at the rest of it: only libjvm's own pages are asked for.
/// </summary>
static class LibraryOnly
{
    public static Result<T> With<T>(int pid, Pace pace, Func<Vm, IReadOnlyList<Mapping>, Result<T>> use) => With(pid, pace, WithZeros, use);

    /// <summary>The same with whatever the process has mapped and may be read: for what the tables lead to.</summary>
    public static Result<T> AndAllElse<T>(int pid, Pace pace, Func<Vm, IReadOnlyList<Mapping>, Result<T>> use) => With(pid, pace, Readable, use);

    static Result<T> With<T>(int pid, Pace pace, Func<IReadOnlyList<Mapping>, string, IEnumerable<Mapping>> wanted, Func<Vm, IReadOnlyList<Mapping>, Result<T>> use)
    {
        DirectoryFiles files = DirectoryFiles.OfProcess(pid);
        Result<byte[]> maps = files.Read("maps", Limits.ProcFileBytes);
        if (!maps.Ok)
            return maps.Gap!;
        IReadOnlyList<Mapping> mappings = MapsText.Parse(maps.Value, files.Place + "/maps").Value;
        if (JvmBuilds.Library(mappings) is not { } library)
            return Gaps.JvmNeeded.At(files.Place + "/maps", null, "?");
        Mapping[] own = [.. wanted(mappings, library)];
        Result<PageRuns> pages = new LivePages(pid, pace).Scan(own);
        if (!pages.Ok)
            return pages.Gap!;
        using PresentMemory memory = new(new LiveMemory(pid, pace), pages.Value, own, new MapFiles(pid));
        Snapshot snapshot = new() { TakenAt = default, Target = new Target { Pid = pid }, Mappings = own, Cost = Cost.None };
        Result<VmSymbols> opened = VmSymbols.Open(snapshot, library, pid, memory);
        if (!opened.Try(out VmSymbols? symbols, out Gap? gap))
            return gap;
        using (symbols)
        {
            VmMemory words = new(memory);
            return VmTables.Read(symbols, words) is { } tables ? use(new Vm(tables, words), mappings) : Gaps.VmTablesAbsent.At(library);
        }
    }

    static IEnumerable<Mapping> Readable(IReadOnlyList<Mapping> mappings, string library) =>
        mappings.Where(mapping => (mapping.Access & Access.Read) != 0 && !mapping.IsKernelData && !mapping.MayBeDevice);

    /// <summary>The library's mappings, and the one behind them that holds its zeroed variables.</summary>
    static IEnumerable<Mapping> WithZeros(IReadOnlyList<Mapping> mappings, string library)
    {
        Address end = default;
        foreach (Mapping mapping in mappings)
        {
            bool isOwn = mapping.Name == library;
            if (isOwn || (mapping.Range.Start == end && mapping.IsAnonymous))
                yield return mapping;
            end = isOwn ? mapping.Range.End : default;
        }
    }
}
