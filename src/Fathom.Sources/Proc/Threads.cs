using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Formats;
using Fathom.Sources.Glibc;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Proc;

/// <summary>The threads of a process, and the stack of each by its own mark or by its stack pointer.</summary>
/// <param name="isNested">In a pid namespace of its own: the marks hold the ids that count in there.</param>
sealed class Threads(IProcFiles files, IReadOnlyList<Mapping> mappings, IMemory? memory, PageRuns? pages, bool isNested)
{
    static readonly Bytes LargestOfLinker = Bytes.FromKiB(64);
    const int MostOfLinker = 500;

    readonly Dictionary<int, ThreadBlocks.Block> _blocks = [];
    ResidentIndex? _resident;

    public Result<IReadOnlyList<ThreadStack>> Find()
    {
        Result<IReadOnlyList<string>> entries = files.List("task");
        if (!entries.Ok)
            return entries.Gap!;
        int[] tids = [.. entries.Value.Select(Tid).Where(tid => tid > 0).Order()];
        if (memory is not null && pages is not null)
            FindByMark(memory, pages);
        List<ThreadStack> threads = new(tids.Length);
        foreach (int tid in tids)
        {
            Result<byte[]> name = Read(tid, "comm");
            int inside = Inside(tid);
            if (name.Ok)
                threads.Add(new ThreadStack(tid, ForeignText.Decode(name.Value.AsSpan().TrimEnd("\n"u8)), StackOf(tid, inside))
                {
                    InsideTid = inside,
                    ControlBlock = _blocks.TryGetValue(inside, out ThreadBlocks.Block block) ? block.Address : null,
                });
        }
        return WithFirst(threads);
    }

    /// <summary>
    /// The first thread's block is in a mapping that the dynamic linker made: a few pages. What was mapped since then and
    /// became one with it lies below it, and the linker's own mappings are the highest.
    /// </summary>
    List<ThreadStack> WithFirst(List<ThreadStack> threads)
    {
        HashSet<int> missing = [.. threads.Where(thread => thread.ControlBlock is null).Select(thread => thread.InsideTid)];
        if (memory is null || pages is null || missing.Count == 0)
            return threads;
        ThreadBlocks blocks = new(memory);
        for (int i = mappings.Count - 1, looked = 0; i >= 0 && looked < MostOfLinker; i--)
        {
            if (!AnonymousMemory.Is(mappings[i]))
                continue;
            looked++;
            AddressRange range = mappings[i].Range;
            Address from = range.Length > LargestOfLinker ? range.End + -LargestOfLinker.Value : range.Start;
            if (FindAny(blocks, new AddressRange(from, range.End), pages, missing) is { } found
                && threads.FindIndex(thread => thread.InsideTid == found.Tid) is >= 0 and var index)
            {
                threads[index] = threads[index] with { ControlBlock = found.Block };
                break;
            }
        }
        return threads;
    }

    (int Tid, Address Block)? FindAny(ThreadBlocks blocks, AddressRange where, PageRuns pages, IReadOnlySet<int> tids)
    {
        _resident ??= new ResidentIndex(pages);
        for (Address at = where.Start; _resident.From(at) is { } run && run.Start < where.End; at = run.End)
        {
            if (blocks.FindAny(run.Range.Intersect(where), tids) is { } found)
                return found;
        }
        return null;
    }

    static int Tid(string entry) =>
        int.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out int tid) ? tid : 0;

    Result<byte[]> Read(int tid, string name) =>
        files.Read(string.Create(CultureInfo.InvariantCulture, $"task/{tid}/{name}"), 4096);

    /// <summary>
    /// Looks at the last page before every end that a stack of glibc may have: of a mapping on a guard; from 2.42 on,
    /// whose guards lie inside mappings, also of what is below such a guard, for neighbours are one mapping.
    /// </summary>
    void FindByMark(IMemory memory, PageRuns pages)
    {
        ThreadBlocks blocks = new(memory);
        PageRuns.Cursor cursor = pages.Start();
        using IEnumerator<PageRun> guards = pages.Where(run => (run.Kind & PageKind.Guard) != 0).GetEnumerator();
        bool more = guards.MoveNext();
        for (int i = 1; i < mappings.Count; i++)
        {
            Mapping mapping = mappings[i];
            bool onGuard = IsGuard(mappings[i - 1], mapping);
            for (; more && guards.Current.Start < mapping.Range.End; more = guards.MoveNext())
            {
                onGuard |= guards.Current.Start >= mapping.Range.Start;
                if (guards.Current.Start > mapping.Range.Start)
                    Note(blocks, ref cursor, mapping, guards.Current.Start);
            }
            if (onGuard)
                Note(blocks, ref cursor, mapping, mapping.Range.End);
        }
    }

    void Note(ThreadBlocks blocks, ref PageRuns.Cursor cursor, Mapping mapping, Address end)
    {
        Address last = end + -Bytes.PageSize;
        if (AnonymousMemory.Is(mapping) && cursor.IsResident(last)
            && blocks.Find(new AddressRange(last, end), mapping.Range) is { } block)
            _blocks.TryAdd(block.Tid, block);
    }

    static bool IsGuard(Mapping below, Mapping mapping) =>
        below.Range.End == mapping.Range.Start && below.Access == Access.None && below.IsAnonymous;

    AddressRange? StackOf(int tid, int inside)
    {
        if (_blocks.TryGetValue(inside, out ThreadBlocks.Block known))
            return known.Stack;
        Result<byte[]> syscall = Read(tid, "syscall");
        if (!syscall.Ok || SyscallText.StackPointer(syscall.Value) is not { } pointer)
            return null;
        int index = MappingTable.IndexOf(mappings, pointer);
        if (index < 0)
            return null;
        Mapping home = mappings[index];
        if (home.Name == "[stack]")
            return home.Range;
        if (!AnonymousMemory.Is(home))
            return null;
        return memory is not null && pages is not null
            ? Marked(memory, _resident ??= new ResidentIndex(pages), inside, pointer, home) ?? Guarded(index)
            : Guarded(index);
    }

    int Inside(int tid) =>
        isNested && Read(tid, "status") is { Ok: true } status
            ? StatusText.Parse(status.Value, "status").Value.NamespacePid ?? tid
            : tid;

    /// <summary>The stack has something merged on top of it: look for its mark upwards of the stack pointer.</summary>
    AddressRange? Marked(IMemory memory, ResidentIndex resident, int tid, Address pointer, Mapping home)
    {
        const long farthest = 16 * 1024 * 1024;
        ThreadBlocks blocks = new(memory);
        Address at = pointer.PageFloor;
        while (resident.From(at) is { } run && run.Start < home.Range.End && run.Start - pointer < farthest)
        {
            AddressRange part = run.Range.Intersect(new AddressRange(at, home.Range.End));
            if (blocks.Find(part, home.Range) is { } block && block.Tid == tid)
            {
                _blocks.TryAdd(tid, block);
                return block.Stack;
            }
            at = run.End;
        }
        return null;
    }

    /// <summary>A stack of another maker: a mapping of its own above a guard.</summary>
    AddressRange? Guarded(int index) =>
        index > 0 && IsGuard(mappings[index - 1], mappings[index]) ? mappings[index].Range : null;
}
