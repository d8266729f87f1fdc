using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>One entry of the JVM's array of flags.</summary>
/// <param name="Type">The first eight bytes at _type: a C string up to JDK 16, then four bytes of an enumeration.</param>
readonly record struct FlagPlace(Address Value, ulong Type, uint Bits);

/// <summary>The JVM's flags in force: runtime/flags/jvmFlag.hpp, an array of {address, name, …}.</summary>
sealed class VmFlags
{
    const int MostFlags = 5000;

    readonly Dictionary<string, FlagPlace> _places = [];
    readonly VmMemory _memory;

    VmFlags(VmMemory memory) => _memory = memory;

    public IReadOnlyDictionary<string, FlagPlace> Places => _places;

    public static VmFlags Read(Vm vm)
    {
        VmFlags flags = new(vm.Memory);
        // JVMFlag since 9, Flag before.
        string type = vm.Tables.Size("JVMFlag") is not null ? "JVMFlag" : "Flag";
        if (vm.PointerStatic(type, "flags") is { } first && vm.Static(type, "numFlags") is { } countAt
            && vm.Memory.Word(countAt) is { } count and > 0 and < MostFlags
            && vm.Tables.Size(type) is { } size and >= 16 and < 256)
            flags.ReadAll(first, (int)count, (int)size, new Fields(vm, type));
        return flags;
    }

    public bool? Bool(string name) =>
        _places.TryGetValue(name, out FlagPlace at) && _memory.Byte(at.Value) is { } value and <= 1 ? value == 1 : null;

    public ulong? Number(string name) => _places.TryGetValue(name, out FlagPlace at) ? _memory.Word(at.Value) : null;

    public Bytes? Size(string name) => Number(name) is { } value and <= long.MaxValue ? new Bytes((long)value) : null;

    void ReadAll(Address first, int count, int size, Fields fields)
    {
        byte[] all = new byte[count * size];
        int got = _memory.Read(first, all);
        for (int i = 0; (i + 1) * size <= got; i++)
        {
            ReadOnlySpan<byte> flag = all.AsSpan(i * size, size);
            if (Fields.Word(flag, fields.Name, 8) is var name && VmMemory.AsPointer(name) is { } at
                && VmMemory.AsPointer(Fields.Word(flag, fields.Value, 8)) is { } value
                && _memory.ReadName(at) is { Length: > 0 } text)
                _places.TryAdd(text, new(value, Fields.Word(flag, fields.Type, 8), (uint)Fields.Word(flag, fields.Bits, 4)));
        }
    }

    /// <summary>Where in an entry each field stands; beyond its end where this version does not tell.</summary>
    readonly struct Fields(Vm vm, string type)
    {
        public int Value { get; } = At(vm, type, "_addr");

        public int Name { get; } = At(vm, type, "_name");

        public int Type { get; } = At(vm, type, "_type");

        public int Bits { get; } = At(vm, type, "_flags");

        /// <summary>As many bytes as the entry still has; 0 for a field that is not there.</summary>
        public static ulong Word(ReadOnlySpan<byte> entry, int at, int length)
        {
            Span<byte> word = stackalloc byte[8];
            if (at < entry.Length)
                entry[at..Math.Min(entry.Length, at + length)].CopyTo(word);
            return MemoryMarshal.Read<ulong>(word);
        }

        static int At(Vm vm, string type, string field) =>
            vm.Tables.Field(type, field) is { Offset: < 256 } found ? (int)found.Offset : int.MaxValue;
    }
}
