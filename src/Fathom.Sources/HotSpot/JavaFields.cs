using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// Where the fields of a class lie in its objects (statics: in its mirror). Up to JDK 20 an array of six u2 a field
/// (oops/fieldInfo.hpp), from 21 a stream of UNSIGNED5 numbers (oops/fieldStreams.hpp).
/// </summary>
static class JavaFields
{
    const int MostFields = 4096;
    const int MostBytes = 64 * 1024;
    const uint LargestOffset = 1 << 20;

    public static IReadOnlyDictionary<string, int> Of(Vm vm, Address klass)
    {
        Dictionary<string, int> offsets = [];
        Address? names = Names(vm, klass);
        foreach (JavaField field in Each(vm, klass))
        {
            if (Symbol(vm, names, field.Name) is { } symbol && Klasses.Symbol(vm, symbol) is { } text)
                offsets.TryAdd(text, field.Offset);
        }
        return offsets;
    }

    /// <summary>Where the class keeps the names and signatures that its fields give by number.</summary>
    public static Address? Names(Vm vm, Address klass) =>
        vm.Pointer(klass, "InstanceKlass", "_constants") is { } pool && vm.Tables.Size("ConstantPool") is { } size ? pool + (long)size : null;

    public static Address? Symbol(Vm vm, Address? names, uint number) =>
        names is { } first ? vm.Memory.Pointer(first + (8L * number)) : null;

    /// <summary>The fields that the class itself declares.</summary>
    public static List<JavaField> Each(Vm vm, Address klass) =>
        vm.Pointer(klass, "InstanceKlass", "_fieldinfo_stream") is { } stream
            ? FromStream(Array(vm, stream, 1, "Array<u1>"))
            : FromArray(vm, klass);

    static void Add(List<JavaField> fields, uint access, uint name, uint signature, uint offset)
    {
        const uint isStatic = 8; // JVM specification, 4.5
        if (offset < LargestOffset)
            fields.Add(new JavaField(name, signature, (int)offset, (access & isStatic) != 0));
    }

    static List<JavaField> FromArray(Vm vm, Address klass)
    {
        const int words = 6;
        List<JavaField> places = [];
        int count = vm.At(klass, "InstanceKlass", "_java_fields_count") is { } at ? vm.Memory.UInt16(at) ?? 0 : 0;
        if (vm.Pointer(klass, "InstanceKlass", "_fields") is not { } array)
            return places;
        ReadOnlySpan<ushort> fields = MemoryMarshal.Cast<byte, ushort>(Array(vm, array, 2, "Array<u2>"));
        for (int i = 0; i < Math.Min(count, fields.Length / words); i++)
        {
            // {access, name, signature, initial value, low, high}; the two low bits of the offset tell its kind.
            ReadOnlySpan<ushort> field = fields.Slice(i * words, words);
            Add(places, field[0], field[1], field[2], (((uint)field[5] << 16) | field[4]) >> 2);
        }
        return places;
    }

    static List<JavaField> FromStream(ReadOnlySpan<byte> bytes)
    {
        const uint hasInitialValue = 1, hasGeneric = 4, hasGroup = 16;
        List<JavaField> places = [];
        int at = 0;
        uint fields = Next(bytes, ref at);
        Next(bytes, ref at);
        for (uint i = 0; i < Math.Min(fields, MostFields) && at < bytes.Length; i++)
        {
            uint name = Next(bytes, ref at), signature = Next(bytes, ref at), offset = Next(bytes, ref at), access = Next(bytes, ref at);
            uint flags = Next(bytes, ref at);
            foreach (uint extra in (ReadOnlySpan<uint>)[hasInitialValue, hasGeneric, hasGroup])
            {
                if ((flags & extra) != 0)
                    Next(bytes, ref at);
            }
            Add(places, access, name, signature, offset);
        }
        return places;
    }

    /// <summary>UNSIGNED5 (utilities/unsigned5.hpp): up to five bytes, none of them 0, 64 codes kept for "more follows".</summary>
    internal static uint Next(ReadOnlySpan<byte> bytes, ref int at)
    {
        const int singleCodes = 191;
        uint sum = 0;
        for (int shift = 0; shift <= 24 && at < bytes.Length; shift += 6)
        {
            uint b = unchecked(bytes[at++] - 1u);
            sum = unchecked(sum + (b << shift));
            if (b < singleCodes)
                break;
        }
        return sum;
    }

    /// <summary>The elements of a metaspace Array: length in its first four bytes.</summary>
    static byte[] Array(Vm vm, Address array, int size, string type)
    {
        if (vm.Memory.Int32(array) is not { } length || length < 0 || length * (long)size > MostBytes
            || vm.At(array, type, "_data") is not { } data)
            return [];
        byte[] bytes = new byte[length * size];
        return vm.Memory.Read(data, bytes) == bytes.Length ? bytes : [];
    }
}

/// <summary>A field as its class declares it; name and signature are numbers of its constant pool.</summary>
readonly record struct JavaField(uint Name, uint Signature, int Offset, bool IsStatic);
