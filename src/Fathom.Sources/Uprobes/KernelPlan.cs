using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Native;
using Fathom.Sources.Probe;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Uprobes;

/// <summary>Which functions of a process the kernel is to watch, and what that costs: known before anything is done.</summary>
public sealed class KernelPlan : IDisposable
{
    KernelPlan(JvmProcess process, uint eventType, LiveImages images, AllocatorEntry[] entries) =>
        (Process, EventType, Images, Entries) = (process, eventType, images, entries);

    public JvmProcess Process { get; }

    public int Places => Entries.Length;

    /// <summary>The files with an allocator, by their names.</summary>
    public IReadOnlyList<string> Libraries => [.. Entries.Select(entry => entry.Library[(entry.Library.LastIndexOf('/') + 1)..]).Distinct()];

    internal uint EventType { get; }

    internal LiveImages Images { get; }

    internal AllocatorEntry[] Entries { get; }

    /// <summary>Of any process, not of JVMs only.</summary>
    public static Result<KernelPlan> Of(JvmProcess process)
    {
        DirectoryFiles files = DirectoryFiles.OfProcess(process.Pid);
        Result<byte[]> maps = files.Read("maps", Limits.ProcFileBytes);
        if (maps.Gap is { } unread)
            return unread.Errno is nameof(Errno.EACCES) or nameof(Errno.EPERM) ? Gaps.NotPermitted.At(unread.Where, unread.Errno, Rights.Advice(process.Uid)) : unread;
        if (!KernelRefusals.EventType().Try(out uint type, out Gap? gap) || (gap = KernelRefusals.OfFilter(files, KernelVersion.FiltersReturns())) is not null)
            return gap;
        LiveImages images = new(process.Pid);
        images.Renew();
        if (AllocatorEntries.Find(images, files.ReadLink("exe").Or("")).Try(out AllocatorEntry[]? entries, out gap))
            return new KernelPlan(process, type, images, entries);
        images.Dispose();
        return gap;
    }

    public PriceTag Price() => new(
        string.Create(CultureInfo.InvariantCulture, $"lets the kernel stop at {Places} functions of {string.Join(", ", Libraries)} (malloc, free and their like)"), ActWeight.Dear,
        "none; each page of code that gets a breakpoint is exchanged for a copy",
        $"of every call, sampled or not: {Each("an allocation", IsCheap(false) ? "1 to 2 µs" : "10 to 20 µs")}, {Each("a free", IsCheap(true) ? "about 1 µs" : "about 10 µs")}, in virtual machines",
        "none", "a page of the kernel's, mapped ([uprobes]); the breakpoints it takes out again, however fathom ends");

    public void Dispose() => Images.Dispose();

    static string Each(string what, string price) => $"{what} {price}";

    bool IsCheap(bool frees)
    {
        foreach (AllocatorEntry entry in Entries)
        {
            bool isMain = entry.Function is "malloc" or "free";
            if (isMain && entry.Call == AllocatorCall.Free == frees && !entry.IsCheap)
                return false;
        }
        return true;
    }
}
