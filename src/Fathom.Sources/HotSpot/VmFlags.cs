using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>The JVM's flags in force: runtime/flags/jvmFlag.hpp, an array of {address, name, …}.</summary>
sealed class VmFlags
{
    const int MostFlags = 5000;

    readonly Dictionary<string, Address> _places = [];
    readonly VmMemory _memory;

    VmFlags(VmMemory memory) => _memory = memory;

    public static VmFlags Read(Vm vm)
    {
        VmFlags flags = new(vm.Memory);
        // JVMFlag since 9, Flag before.
        string type = vm.Tables.Size("JVMFlag") is not null ? "JVMFlag" : "Flag";
        if (vm.PointerStatic(type, "flags") is { } first && vm.Static(type, "numFlags") is { } countAt
            && vm.Memory.Word(countAt) is { } count and > 0 and < MostFlags
            && vm.Tables.Size(type) is { } size and >= 16 and < 256
            && vm.Tables.Field(type, "_addr") is { } address && vm.Tables.Field(type, "_name") is { } name)
            flags.ReadAll(first, (int)count, (int)size, (int)address.Offset, (int)name.Offset);
        return flags;
    }

    public bool? Bool(string name) =>
        _places.TryGetValue(name, out Address at) && _memory.Byte(at) is { } value and <= 1 ? value == 1 : null;

    public ulong? Number(string name) => _places.TryGetValue(name, out Address at) ? _memory.Word(at) : null;

    public Bytes? Size(string name) => Number(name) is { } value and <= long.MaxValue ? new Bytes((long)value) : null;

    void ReadAll(Address first, int count, int size, int addressAt, int nameAt)
    {
        byte[] all = new byte[count * size];
        int got = _memory.Read(first, all);
        for (int i = 0; (i + 1) * size <= got; i++)
        {
            Span<byte> flag = all.AsSpan(i * size, size);
            ulong name = MemoryMarshal.Read<ulong>(flag[nameAt..]), address = MemoryMarshal.Read<ulong>(flag[addressAt..]);
            if (VmMemory.AsPointer(name) is { } at && VmMemory.AsPointer(address) is not null && _memory.ReadName(at) is { Length: > 0 } text)
                _places.TryAdd(text, new Address(address));
        }
    }
}
