using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Memory;
using Fathom.Sources.Profiles;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// Which code lies where in a live JVM, from outside: the blocks of each code heap (memory/heap.hpp), what each says of itself
/// (code/codeBlob.hpp), and of compiled methods the method and its class.
/// </summary>
sealed class CompiledCode(Vm vm)
{
    const int MostBlocks = 1_000_000;

    readonly Dictionary<Address, byte[]> _methods = [];
    readonly Dictionary<Address, string> _blobs = [];

    public static Result<GeneratedCode> Read(int pid) =>
        LibraryOnly.AndAllElse(pid, new Pace(), static (vm, _) => new CompiledCode(vm).All());

    Result<GeneratedCode> All()
    {
        GeneratedCode code = new();
        foreach (Address heap in CodeHeaps.Heaps(vm))
            Walk(heap, code);
        return code.Count > 0 ? code : Gaps.VmTablesAbsent.At("code cache");
    }

    void Walk(Address heap, GeneratedCode code)
    {
        Address? space = vm.At(heap, "CodeHeap", "_memory");
        if (Vm.Range(vm.Pointer(space, "VirtualSpace", "_low"), vm.Pointer(space, "VirtualSpace", "_high")) is not { } memory
            || vm.Int32(heap, "CodeHeap", "_log2_segment_size") is not (>= 3 and <= 16 and var log) || vm.Tables.Size("HeapBlock") is not (>= 8 and <= 64 and var head))
            return;
        Address at = memory.Start;
        for (int blocks = 0; blocks < MostBlocks && memory.Contains(at); blocks++)
        {
            // What was never used is zero.
            if (vm.At(at, "HeapBlock::Header", "_length") is not { } length || vm.At(at, "HeapBlock::Header", "_used") is not { } used
                || Segments(length, used) is not (> 0 and < 1UL << 32 and var segments))
                return;
            if (vm.Memory.Byte(used) is not (null or 0))
                Name(at + (long)head, (segments << log) - head, code);
            at += (long)(segments << log);
        }
    }

    /// <summary>A size_t up to JDK 23, then four bytes: what stands behind it tells.</summary>
    ulong? Segments(Address length, Address used) =>
        used > length && used - length == 4 ? vm.Memory.Int32(length) is > 0 and var few ? (ulong)few : null : vm.Memory.Word(length);

    void Name(Address blob, ulong room, GeneratedCode code)
    {
        if (vm.Int32(blob, "CodeBlob", "_size") is not (> 0 and var size) || (ulong)size > room || BlobName(blob) is not { } name)
            return;
        bool isMethod = name.EndsWith("nmethod", StringComparison.Ordinal);
        code.Add(blob.Value, (ulong)size, isMethod ? Method(blob) : Encoding.UTF8.GetBytes(name));
    }

    /// <summary>There are a few dozen, each once in the library.</summary>
    string? BlobName(Address blob)
    {
        if (vm.Pointer(blob, "CodeBlob", "_name") is not { } at)
            return null;
        if (!_blobs.TryGetValue(at, out string? name) && vm.Memory.ReadName(at) is { Length: > 0 } read && _blobs.Count < Limits.Threads)
            _blobs[at] = name = read;
        return name;
    }

    /// <summary>The class and the name, as a recording has them; empty where the method cannot be read.</summary>
    ReadOnlySpan<byte> Method(Address blob)
    {
        if ((vm.Pointer(blob, "nmethod", "_method") ?? vm.Pointer(blob, "CompiledMethod", "_method")) is not { } method)
            return [];
        if (!_methods.TryGetValue(method, out byte[]? name))
            _methods[method] = name = Read(method);
        return name;
    }

    byte[] Read(Address method)
    {
        Address? constant = vm.Pointer(method, "Method", "_constMethod");
        Address? pool = vm.Pointer(constant, "ConstMethod", "_constants");
        if (vm.At(constant, "ConstMethod", "_name_index") is not { } at || vm.Memory.UInt16(at) is not { } number
            || vm.Tables.Size("ConstantPool") is not { } size || pool is not { } start || vm.Pointer(pool, "ConstantPool", "_pool_holder") is not { } klass)
            return [];
        string? of = Klasses.Name(vm, klass), name = Klasses.Symbol(vm, JavaFields.Symbol(vm, start + (long)size, number));
        return of is null || name is null ? [] : Encoding.UTF8.GetBytes(of.Replace('/', '.') + "." + name);
    }
}
