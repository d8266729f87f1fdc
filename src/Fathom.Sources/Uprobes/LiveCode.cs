using Fathom.Evidence;
using Fathom.Sources.HotSpot;

namespace Fathom.Sources.Uprobes;

/// <summary>Finds the block of a JVM's code that holds an address, as the JVM does: by the segment map (memory/heap.cpp, find_block_for).</summary>
sealed class LiveCode(Vm vm) : ICodeOfJava
{
    const int MostHops = 4096;
    const int MostKnown = 100_000;

    // frame_x86.hpp; the mirror pushed what follows it one word down in JDK 9.
    const int MethodSlot = -3, CodeSlot = -8, OldCodeSlot = -7;

    readonly record struct Heap(AddressRange Memory, Address Map, int Log);

    readonly ScopeReading _scopes = new(vm);
    readonly Dictionary<ulong, CodeOfJava?> _known = [];
    readonly List<Heap> _heaps = [];

    /// <summary>What is known of an address holds for a while: code that is thrown away gives its place to other code.</summary>
    public void Renew()
    {
        _known.Clear();
        _heaps.Clear();
        foreach (Address heap in CodeHeaps.Heaps(vm))
        {
            Address? space = vm.At(heap, "CodeHeap", "_memory"), map = vm.At(heap, "CodeHeap", "_segmap");
            if (Vm.Range(vm.Pointer(space, "VirtualSpace", "_low"), vm.Pointer(space, "VirtualSpace", "_high")) is { } memory
                && vm.Pointer(map, "VirtualSpace", "_low") is { } segments && vm.Int32(heap, "CodeHeap", "_log2_segment_size") is >= 3 and <= 16 and var log)
                _heaps.Add(new Heap(memory, segments, log));
        }
    }

    public CodeOfJava? Find(ulong pc)
    {
        if (_known.TryGetValue(pc, out CodeOfJava? known))
            return known;
        if (_known.Count >= MostKnown)
            _known.Clear();
        return _known[pc] = BlobOf(new Address(pc)) is { } blob ? Read(blob, pc) : null;
    }

    public WalkedFrame? Interpreted(InterpretedFrame frame)
    {
        if (frame.Pointer(MethodSlot) is not { } method || vm.Pointer(method, "Method", "_constMethod") is not { } constant
            || vm.Tables.Size("ConstMethod") is not (> 0 and < 4096 and var head) || vm.At(constant, "ConstMethod", "_code_size") is not { } at || vm.Memory.UInt16(at) is not { } length
            || MethodNames.Of(vm, method) is null)
            return null;
        foreach (int slot in (ReadOnlySpan<int>)[CodeSlot, OldCodeSlot])
        {
            if (frame.Pointer(slot) is { } code && code.Value >= constant.Value + head && code.Value < constant.Value + head + length)
                return new WalkedFrame(0, method, (int)(code.Value - constant.Value - head));
        }
        return new WalkedFrame(0, method, -1);
    }

    Address? BlobOf(Address pc)
    {
        foreach (Heap heap in _heaps)
        {
            if (!heap.Memory.Contains(pc))
                continue;
            const byte free = 0xFF;
            long segment = (pc - heap.Memory.Start) >> heap.Log;
            byte? back = vm.Memory.Byte(heap.Map + segment);
            for (int hops = 0; back is > 0 and < free && hops < MostHops && segment >= back; hops++)
            {
                segment -= back.Value;
                back = vm.Memory.Byte(heap.Map + segment);
            }
            Address block = heap.Memory.Start + (segment << heap.Log);
            return back == 0 && vm.At(block, "HeapBlock::Header", "_used") is { } used && vm.Memory.Byte(used) is not (null or 0)
                && vm.Tables.Size("HeapBlock") is >= 8 and <= 64 and var head ? block + (long)head : null;
        }
        return null;
    }

    CodeOfJava? Read(Address blob, ulong pc)
    {
        if (vm.Pointer(blob, "CodeBlob", "_name") is not { } at || vm.Memory.ReadName(at) is not { } name || vm.Int32(blob, "CodeBlob", "_frame_size") is not { } words)
            return null;
        int bytes = words is > 0 and < 1 << 16 ? words * 8 : 0;
        return name.EndsWith("nmethod", StringComparison.Ordinal)
            ? new CodeOfJava(bytes, false, _scopes.Of(blob, pc))
            : new CodeOfJava(bytes, name == "Interpreter", []);
    }
}
