using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Census;
using Fathom.Sources.Memory;
using Fathom.Sources.Proc;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>Looks for objects that nothing was found to keep on stacks, and in what the JVM has from malloc.</summary>
sealed class OutsideLook(Snapshot snapshot, ChunkIndex index, IMemory memory, ReferenceGraph graph, ReferenceCode code, HandlePlaces places, long deadline)
{
    readonly OutsideWords _words = new(memory, graph, code, deadline);
    readonly HandleChunks _handles = new(memory, index, deadline);
    readonly Dictionary<int, ThreadStack> _stacks = [];

    /// <summary>On whose stack an object was found.</summary>
    public ThreadStack? StackOf(int node) => _stacks.GetValueOrDefault(node);

    /// <summary>
    /// A local variable keeps what it refers to; an old word at the same place may look like one. Threads that are not
    /// Java's have none, and a collector's stacks are full of old ones.
    /// </summary>
    /// <param name="frames">Where frames of Java begin, of threads that are not in Java now.</param>
    public bool LookAtStacks(IReadOnlySet<int> java, IReadOnlyList<Address> frames)
    {
        foreach (ThreadStack thread in snapshot.Threads)
        {
            if (java.Contains(thread.Tid) && thread.Stack is { } stack
                && !_words.Look(InUse(thread, stack, frames), narrow: true, (node, _) => Note(node, thread)))
                return false;
        }
        return java.Count > 0;
    }

    /// <summary>
    /// Handles of HotSpot's own, of class loaders and of compiled code: which of the words is one, nothing tells, so what
    /// they lead to is only not called garbage.
    /// </summary>
    public bool LookAtMalloc()
    {
        foreach (HeapSegment heap in snapshot.Malloc.Heaps)
        {
            if (!_words.Look(heap.Range, narrow: false, Doubt))
                return false;
        }
        return _handles.Settle(snapshot.Malloc.Heaps.Select(heap => heap.Range), node => graph[node].Mark = HolderMark.Doubtful);
    }

    void Note(int node, ThreadStack thread)
    {
        graph[node].Root = RootKind.Stack;
        _stacks.TryAdd(node, thread);
    }

    void Doubt(int node, ulong at)
    {
        if (graph[node].Mark == HolderMark.None && index.FindInside(at) is { Found: true } block
            && places.MayHold(at, block) && !_handles.Take(node, at, block) && !places.IsLarge(block))
            graph[node].Mark = HolderMark.Doubtful;
    }

    /// <summary>
    /// From its frames of Java upwards, as native code refers to objects by handles only and has room on its stack that it
    /// never wrote to (8 KiB in every read of a file, io_util.c); else from the stack pointer, where the kernel tells it. What
    /// is below is left over.
    /// </summary>
    AddressRange InUse(ThreadStack thread, AddressRange stack, IReadOnlyList<Address> frames)
    {
        const int redZone = 128; // System V ABI, 3.2.2
        foreach (Address frame in frames)
        {
            if (stack.Contains(frame))
                return new AddressRange(frame, stack.End);
        }
        if (snapshot.Target.Pid is not { } pid)
            return stack;
        string name = string.Create(CultureInfo.InvariantCulture, $"task/{thread.Tid}/syscall");
        return DirectoryFiles.OfProcess(pid).Read(name, 4096) is { Ok: true } syscall
            && SyscallText.StackPointer(syscall.Value) is { } pointer && stack.Contains(pointer) && pointer - stack.Start > redZone
            ? new AddressRange(pointer + -redZone, stack.End)
            : stack;
    }
}
