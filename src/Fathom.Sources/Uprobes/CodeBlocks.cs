using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.HotSpot;

namespace Fathom.Sources.Uprobes;

/// <summary>The blocks of a JVM's code: which one holds an address, found as the JVM does (memory/heap.cpp, find_block_for).</summary>
sealed class CodeBlocks(Vm vm, LiveMethods methods) : ICodeBlocks
{
    const int MostHops = 4096;
    const int MostHeadBytes = 1024;
    const string Method = "nmethod"; // "native nmethod" too

    readonly record struct Heap(AddressRange Memory, Address Map, int Log);

    readonly ScopeReading _scopes = new(vm, methods);
    readonly List<Heap> _heaps = [];
    readonly ulong _head = vm.Tables.Size("HeapBlock") is >= 8 and <= 64 and var head ? head : 0;
    readonly int _used = Offset(vm, "HeapBlock::Header", "_used"), _name = Offset(vm, "CodeBlob", "_name"), _bytes = Offset(vm, "CodeBlob", "_size"),
        _frame = Offset(vm, "CodeBlob", "_frame_size"), _number = Offset(vm, "nmethod", "_compile_id");

    /// <summary>By all that is reserved: what is used of it grows while the JVM compiles.</summary>
    public void Renew()
    {
        _heaps.Clear();
        foreach (Address heap in CodeHeaps.Heaps(vm))
        {
            Address? space = vm.At(heap, "CodeHeap", "_memory"), map = vm.At(heap, "CodeHeap", "_segmap");
            if (Vm.Range(vm.Pointer(space, "VirtualSpace", "_low_boundary"), vm.Pointer(space, "VirtualSpace", "_high_boundary")) is { } memory
                && vm.Pointer(map, "VirtualSpace", "_low") is { } segments && vm.Int32(heap, "CodeHeap", "_log2_segment_size") is >= 3 and <= 16 and var log)
                _heaps.Add(new Heap(memory, segments, log));
        }
    }

    public bool Holds(Address pc)
    {
        foreach (Heap heap in _heaps)
        {
            if (heap.Memory.Contains(pc))
                return true;
        }
        return false;
    }

    public Address? Find(Address pc)
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
            Address block = heap.Memory.Start + (segment << heap.Log) + (long)_head;
            return back == 0 && MarkOf(block) is { IsUsed: true } ? block : null;
        }
        return null;
    }

    public CodeMark? MarkOf(Address code)
    {
        int last = Math.Max(Math.Max(_name, _bytes), Math.Max(_frame, _number));
        if (_head == 0 || Math.Min(Math.Min(_used, _name), Math.Min(_bytes, _frame)) < 0 || last > MostHeadBytes)
            return null;
        Span<byte> bytes = stackalloc byte[(int)_head + last + sizeof(ulong)];
        if (code.Value < _head || vm.Memory.Read(new Address(code.Value - _head), bytes) != bytes.Length || VmMemory.AsPointer(Word<ulong>(bytes, _name)) is not { } name)
            return null;
        int number = _number >= 0 && IsMethod(name) ? Word<int>(bytes, _number) : 0;
        return new CodeMark(bytes[_used] != 0, name, Word<int>(bytes, _bytes), Word<int>(bytes, _frame), number);
    }

    public CodeOfJava? Read(Address code, CodeMark mark, ulong pc, bool isCall)
    {
        int bytes = mark.FrameWords is > 0 and < 1 << 16 ? mark.FrameWords * 8 : 0;
        if (!IsMethod(mark.Name))
            return new CodeOfJava(bytes, vm.Memory.ReadName(mark.Name) == "Interpreter", []);
        return _scopes.Of(code, pc, isCall) is { } frames ? new CodeOfJava(bytes, false, frames) { IsEntering = !isCall && _scopes.IsEntering(code, pc) } : null;
    }

    bool IsMethod(Address name) => vm.Memory.ReadName(name)?.EndsWith(Method, StringComparison.Ordinal) == true;

    T Word<T>(ReadOnlySpan<byte> bytes, int at)
        where T : unmanaged => MemoryMarshal.Read<T>(bytes[((int)_head + at)..]);

    static int Offset(Vm vm, string type, string field) => vm.Tables.Field(type, field) is { IsStatic: false, Offset: < MostHeadBytes } found ? (int)found.Offset : -1;
}
