using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Acts;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Census;

/// <summary>One look at everything that may refer to a chunk, from the strongest owner to the weakest.</summary>
sealed class ReachLook
{
    readonly ReachTarget _target;
    readonly Snapshot _snapshot;
    readonly ReachLabels _labels;
    readonly MallocState _malloc;
    readonly Dictionary<int, ThreadRegisters> _registers = [];
    List<ulong>? _kernel;

    public ReachLook(ReachTarget target, Snapshot snapshot, ChunkIndex index, MallocState malloc, ReachLabels labels, long deadline)
    {
        (_target, _snapshot, _labels, _malloc) = (target, snapshot, labels, malloc);
        foreach (ThreadRegisters thread in target.Stop?.Registers ?? [])
            _registers[thread.Tid] = thread;
        Index = index;
        Memory = new ReachMemory(target.All, snapshot.Pages!, deadline);
        Spread = new ReachSpread(index, Memory);
        Roots = ReachRoots.Of(snapshot, index, malloc, labels, StackPointer);
    }

    public ChunkIndex Index { get; }

    public ReachMemory Memory { get; }

    public ReachSpread Spread { get; }

    public ReachRoots Roots { get; }

    public int Threads => _snapshot.Threads.Count;

    public void Take()
    {
        byte label = ReachLabels.NotReached;
        foreach (ReachRoot root in Roots.Roots)
        {
            if (root.Label != label)
                Spread.Drain();
            Spread.Use(label = root.Label);
            if (root.IsCode)
                Spread.Code(root.Range);
            else
                Spread.Range(root.Range);
        }
        Spread.Drain();
        TakeRegisters();
        Spread.Use(ReachLabels.Other);
        _kernel = KernelHeld.Read(_target.Files);
        Spread.Words(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_kernel ?? []));
        Spread.Drain();
        TakeHeld(HolderState.Kept, ReachLabels.JavaKept);
        TakeHeld(HolderState.Garbage, ReachLabels.JavaGarbage);
        TakeHeld(HolderState.Unknown, ReachLabels.JavaUnknown);
        Spread.Use(ReachLabels.JavaUnknown);
        foreach (AddressRange part in Roots.JavaHeap)
            Spread.Range(part);
        Spread.Drain();
    }

    /// <summary>Why a chunk that was not reached need not be lost; null where all was read.</summary>
    public Gap? Incomplete(TimeSpan budget)
    {
        if (Memory.IsLate)
            return Gaps.ReachLate.At("memory", null, budget.TotalSeconds.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture) + " s");
        if (_target.Stop is { } stop && !stop.Holds())
            return Gaps.ReachWentOn.At("memory");
        if (_kernel is null)
            return Gaps.ReachKernelUnread.At(_target.Files.Place + "/fdinfo");
        if (Roots.Swapped > 0)
            return Unread(Roots.Swapped, "they are in swap", "nothing: reading them would bring them back");
        if (Roots.Hidden > 0)
            return Unread(Roots.Hidden, "nobody may read them just now (PROT_NONE)", "run fathom again; if it stays, the program hides them from itself too");
        if (_malloc.Arenas.Sum(arena => arena.Unsplit.Value) is > 0 and var unsplit)
            return Unread(unsplit, "they are in heaps of malloc whose chunks cannot be followed", "see the gaps of the arenas");
        if (Memory.Failed > Memory.Read / 100)
            return Unread(Memory.Failed, "the target gave them back meanwhile", "run fathom again, or with --freeze");
        return null;
    }

    static Gap Unread(long bytes, string why, string attempt) =>
        Gaps.ReachRootsUnread.At("memory", null, bytes.ToString(System.Globalization.CultureInfo.InvariantCulture), why, attempt);

    void TakeRegisters()
    {
        Dictionary<int, string> names = [];
        foreach (ThreadStack thread in _snapshot.Threads)
            names[thread.Tid] = thread.Name;
        foreach (ThreadRegisters thread in _registers.Values)
        {
            Spread.Use(names.TryGetValue(thread.Tid, out string? name) ? _labels.Of(name) : ReachLabels.Other);
            Spread.Words([.. thread.Words]);
            Spread.Drain();
        }
    }

    void TakeHeld(HolderState state, byte label)
    {
        Spread.Use(label);
        foreach (HeldChunk each in _target.Held)
        {
            if (each.State == state && Index.FindInside(each.User) is { Found: true } chunk)
                Spread.Mark(chunk);
        }
        Spread.Drain();
    }

    ulong? StackPointer(ThreadStack thread)
    {
        if (_registers.TryGetValue(thread.Tid, out ThreadRegisters? still))
            return still.StackPointer;
        string file = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"task/{thread.Tid}/syscall");
        return _target.Files.Read(file, 4096) is { Ok: true } text ? SyscallText.StackPointer(text.Value)?.Value : null;
    }
}
