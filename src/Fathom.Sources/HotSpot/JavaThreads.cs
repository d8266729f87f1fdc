using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>Java threads by the JVM's own list (runtime/threadSMR.hpp; a linked list before 10).</summary>
static class JavaThreads
{
    public static IReadOnlyList<JavaThread> Read(Vm vm, JavaHeapFacts facts, IReadOnlyList<ThreadStack> threads)
    {
        List<JavaThread> found = [];
        ThreadStack[] byStack = [.. threads.Where(thread => thread.Stack is not null).OrderBy(thread => thread.Stack!.Value.End)];
        Address[] tops = [.. byStack.Select(thread => thread.Stack!.Value.End)];
        foreach (Address thread in Addresses(vm))
        {
            if (ReadOne(vm, facts, thread, stack => OwnerOf(stack, tops, byStack)) is { } java)
                found.Add(java);
        }
        return found;
    }

    /// <summary>Another list takes the place of this one whenever a thread begins or ends, and its memory is given back (runtime/threadSMR.cpp).</summary>
    internal static IEnumerable<Address> Addresses(Vm vm)
    {
        const int tries = 8;
        for (int i = 1; ; i++)
        {
            if (vm.PointerStatic("ThreadsSMRSupport", "_java_thread_list") is not { } list)
                return Linked(vm);
            IReadOnlyList<Address> found = Listed(vm, list);
            if (i == tries || vm.PointerStatic("ThreadsSMRSupport", "_java_thread_list") == list)
                return found;
        }
    }

    static IReadOnlyList<Address> Listed(Vm vm, Address list)
    {
        uint count = unchecked((uint)(vm.Int32(list, "ThreadsList", "_length") ?? 0));
        Address? array = vm.Pointer(list, "ThreadsList", "_threads");
        if (array is not { } first || count > Limits.Threads)
            return [];
        ulong[] pointers = new ulong[count];
        int got = vm.Memory.Read(first, System.Runtime.InteropServices.MemoryMarshal.AsBytes(pointers.AsSpan()));
        return [.. pointers[..(got / 8)].Select(VmMemory.AsPointer).OfType<Address>()];
    }

    static IEnumerable<Address> Linked(Vm vm) => Chain.From(
        vm.PointerStatic("Threads", "_thread_list"), Limits.Threads, thread => vm.Pointer(thread, "JavaThread", "_next"));

    static JavaThread? ReadOne(Vm vm, JavaHeapFacts facts, Address thread, Func<AddressRange, ThreadStack?> ownerOf)
    {
        // Moved from JavaThread to Thread in 24.
        Address? os = vm.Pointer(thread, "JavaThread", "_osthread") ?? vm.Pointer(thread, "Thread", "_osthread");
        if (vm.Int32(os, "OSThread", "_thread_id") is not { } id)
            return null;
        Address? top = vm.Pointer(thread, "JavaThread", "_stack_base") ?? vm.Pointer(thread, "Thread", "_stack_base");
        ulong? size = vm.Word(thread, "JavaThread", "_stack_size") ?? vm.Word(thread, "Thread", "_stack_size");
        AddressRange? stack = top is { } end && size is { } length and > 0 and < 1UL << 40 && length < end.Value
            ? new AddressRange(end + -(long)length, end)
            : null;
        // The JVM counts threads as its own namespace does; the stack pointer's place tells which of ours it is.
        ThreadStack? own = stack is { } range ? ownerOf(range) : null;
        // An OopHandle since 16; the object itself before.
        Address? handle = Oops.Slot(vm, thread, "JavaThread", "_threadObj");
        ulong? allocated = vm.Word(thread, "Thread", "_allocated_bytes");
        return new JavaThread(own?.Tid ?? id, facts.ThreadName(handle), stack, vm.Int32(thread, "JavaThread", "_thread_state") ?? 0,
            allocated is { } bytes and < long.MaxValue ? new Bytes((long)bytes) : null);
    }

    /// <summary>Where the frames of Java begin on the stacks of threads that are in native code or wait.</summary>
    public static IReadOnlyList<Address> LastFrames(Vm vm) => [.. Addresses(vm).Select(thread => LastFrame(vm, thread)).OfType<Address>()];

    /// <summary>A collector may move objects under these: only they have written it down (runtime/javaFrameAnchor.hpp).</summary>
    static Address? LastFrame(Vm vm, Address thread)
    {
        const int inNative = 4, blocked = 10; // utilities/globalDefinitions.hpp, JavaThreadState
        return vm.Int32(thread, "JavaThread", "_thread_state") is inNative or blocked && vm.At(thread, "JavaThread", "_anchor") is { } anchor
            ? vm.Pointer(anchor, "JavaFrameAnchor", "_last_Java_sp")
            : null;
    }

    /// <summary>glibc's block ends above the JVM's range: thread data lie between.</summary>
    static ThreadStack? OwnerOf(AddressRange stack, Address[] tops, ThreadStack[] byStack)
    {
        int index = Array.BinarySearch(tops, stack.End);
        index = index >= 0 ? index : ~index;
        return index < byStack.Length && byStack[index].Stack!.Value.Overlaps(stack) ? byStack[index] : null;
    }
}
