using System.Numerics;
using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>Objects that live whatever refers to them: threads, and what native code has handles of.</summary>
sealed class HeapRoots(Vm vm, ReferenceCode code)
{
    const int MostBlocks = 1 << 16;

    // gc/shared/oopStorage.hpp: a block is 64 references, then the bits of those in use, then whose it is.
    const int BlockBits = 64 * 8;
    const int BlockOwner = BlockBits + 8;
    const int BlockBytes = BlockOwner + 8;

    readonly Dictionary<ulong, RootKind> _kinds = [];
    readonly Dictionary<ulong, Address> _threads = [];

    public IReadOnlyDictionary<ulong, RootKind> Kinds => _kinds;

    /// <summary>Every handle was read.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>The JavaThread of a thread's object.</summary>
    public Address? ThreadOf(ulong address) => _threads.TryGetValue(address, out Address thread) ? thread : null;

    public static HeapRoots Read(Vm vm, ReferenceCode code)
    {
        HeapRoots roots = new(vm, code);
        roots.ReadGlobals();
        foreach (Address thread in JavaThreads.Addresses(vm))
        {
            if (Oops.Slot(vm, thread, "JavaThread", "_threadObj") is { } slot && vm.Memory.Word(slot) is { } word && word != 0)
            {
                roots.Note(word, RootKind.Thread);
                roots._threads[code.Whole(word)] = thread;
            }
            roots.ReadBlocks(vm.Pointer(thread, "Thread", "_active_handles"), RootKind.JniLocal);
        }
        return roots;
    }

    void Note(ulong word, RootKind kind)
    {
        if (word == 0)
            return;
        _kinds.TryAdd(code.Whole(word), kind);
        // Local handles of generational ZGC have no colour. Of its forerunner a handle may be of an earlier phase: where its
        // object was, another may be by now.
        if (code.IsColoured)
            _kinds.TryAdd(code.Plain(word), kind);
    }

    void ReadGlobals()
    {
        Address? handles = vm.PointerStatic("JNIHandles", "_global_handles");
        if (vm.Tables.Field("JNIHandles", "_global_handles") is { Type: var type } && type.StartsWith("JNIHandleBlock", StringComparison.Ordinal))
            ReadBlocks(handles, RootKind.JniGlobal);
        else if (handles is not { } storage || !ReadStorage(storage))
            IsComplete = false;
    }

    /// <summary>OopStorage { name, active array, … }; ActiveArray { size, blocks in use, references, blocks }.</summary>
    bool ReadStorage(Address storage)
    {
        const int countAt = 8, blocksAt = 24;
        if (vm.Memory.Pointer(storage + 8) is not { } array || vm.Memory.Word(array) is not { } size
            || vm.Memory.Word(array + countAt) is not { } count || count > size || count > MostBlocks)
            return false;
        ulong[] blocks = new ulong[count];
        if (vm.Memory.Read(array + blocksAt, MemoryMarshal.AsBytes(blocks.AsSpan())) != blocks.Length * 8)
            return false;
        byte[] bytes = new byte[BlockBytes];
        foreach (ulong block in blocks)
        {
            if (VmMemory.AsPointer(block) is not { } at || vm.Memory.Read(at, bytes) != bytes.Length
                || MemoryMarshal.Read<ulong>(bytes.AsSpan(BlockOwner)) != storage.Value)
                return false;
            for (ulong used = MemoryMarshal.Read<ulong>(bytes.AsSpan(BlockBits)); used != 0; used &= used - 1)
                Note(MemoryMarshal.Read<ulong>(bytes.AsSpan(8 * BitOperations.TrailingZeroCount(used))), RootKind.JniGlobal);
        }
        return true;
    }

    /// <summary>runtime/jniHandles.hpp: references, how many of them are in use, the next block.</summary>
    void ReadBlocks(Address? first, RootKind kind)
    {
        const int most = 32;
        byte[] bytes = new byte[most * 8];
        foreach (Address block in Chain.From(first, MostBlocks, one => vm.Pointer(one, "JNIHandleBlock", "_next")))
        {
            int count = vm.Int32(block, "JNIHandleBlock", "_top") ?? -1;
            if (count is < 0 or > most || vm.At(block, "JNIHandleBlock", "_handles") is not { } handles
                || vm.Memory.Read(handles, bytes.AsSpan(0, count * 8)) != count * 8)
            {
                IsComplete = false;
                return;
            }
            foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes.AsSpan(0, count * 8)))
                Note(word, kind);
            // Blocks behind one that is not full are of an earlier call, and their counts are old (JNIHandleBlock::oops_do).
            if (count < most)
                return;
        }
    }
}
