using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// Classes, by loader. Those of the boot loader are never unloaded, so their list can be walked while the JVM runs
/// (classfile/classLoaderData.cpp; the boot loader's data is the first made and so the last of the list).
/// </summary>
static class Klasses
{
    const int MostLoaders = 1_000_000;
    const int MostClasses = 200_000;
    const int LongestSymbol = 256;

    /// <summary>Classes of the boot loader, by name; of the thousands of names only those that are as long are read.</summary>
    public static Dictionary<string, Address> Find(Vm vm, IReadOnlyCollection<string> names)
    {
        Dictionary<string, Address> found = [];
        if (vm.Tables.Field("Klass", "_name") is not { IsStatic: false } nameAt || vm.Tables.Field("Symbol", "_length") is not { IsStatic: false } lengthAt)
            return found;
        Address[] klasses = [.. OfBoot(vm)];
        ulong[] symbols = new ulong[klasses.Length];
        ushort[] lengths = new ushort[klasses.Length];
        ReadEach(vm, klasses, klass => klass.Value, nameAt.Offset, symbols.AsSpan());
        ReadEach(vm, symbols, symbol => symbol, lengthAt.Offset, lengths.AsSpan());
        HashSet<int> wanted = [.. names.Select(name => name.Length)];
        for (int i = 0; i < klasses.Length && found.Count < names.Count; i++)
        {
            if (wanted.Contains(lengths[i]) && Symbol(vm, VmMemory.AsPointer(symbols[i])) is { } name && names.Contains(name))
                found.TryAdd(name, klasses[i]);
        }
        return found;
    }

    /// <summary>A field of each; zero where it cannot be read.</summary>
    static void ReadEach<TOf, T>(Vm vm, ReadOnlySpan<TOf> of, Func<TOf, ulong> start, ulong offset, Span<T> into)
        where T : unmanaged
    {
        const int batch = 512;
        Address[] at = new Address[batch];
        bool[] read = new bool[batch];
        for (int done = 0; done < of.Length; done += batch)
        {
            int count = Math.Min(batch, of.Length - done);
            for (int i = 0; i < count; i++)
                at[i] = VmMemory.AsPointer(unchecked(start(of[done + i]) + offset)) ?? default;
            Span<T> some = into.Slice(done, count);
            vm.Memory.ReadEach(at.AsSpan(0, count), Unsafe.SizeOf<T>(), MemoryMarshal.AsBytes(some), read.AsSpan(0, count));
            for (int i = 0; i < count; i++)
                some[i] = read[i] ? some[i] : default;
        }
    }

    public static string? Name(Vm vm, Address klass) => Symbol(vm, vm.Pointer(klass, "Klass", "_name"));

    /// <summary>A Symbol's text is modified UTF-8; what we look for is ASCII.</summary>
    public static string? Symbol(Vm vm, Address? symbol)
    {
        if (symbol is not { } at || vm.At(at, "Symbol", "_length") is not { } lengthAt || vm.At(at, "Symbol", "_body") is not { } body
            || vm.Memory.UInt16(lengthAt) is not { } length || length > LongestSymbol)
            return null;
        Span<byte> text = stackalloc byte[length];
        return vm.Memory.Read(body, text) == length ? Encoding.UTF8.GetString(text) : null;
    }

    /// <summary>The data of all loaders, the newest first, the boot loader's last.</summary>
    public static IEnumerable<Address> Loaders(Vm vm) => Chain.From(
        vm.PointerStatic("ClassLoaderDataGraph", "_head"), MostLoaders, loader => vm.Pointer(loader, "ClassLoaderData", "_next"));

    public static Address? BootLoader(Vm vm)
    {
        Address? last = null;
        foreach (Address loader in Loaders(vm))
            last = loader;
        return last;
    }

    /// <summary>The classes of one loader, the newest first; none in JDK 8, which does not say where they hang.</summary>
    public static IEnumerable<Address> Of(Vm vm, Address loader) => Chain.From(
        vm.Pointer(loader, "ClassLoaderData", "_klasses"), MostClasses, klass => vm.Pointer(klass, "Klass", "_next_link"));

    static IEnumerable<Address> OfBoot(Vm vm)
    {
        if (BootLoader(vm) is not { } boot)
            return [];
        return vm.Tables.Field("ClassLoaderData", "_klasses") is not null
            ? Of(vm, boot)
            : SystemDictionary.Classes(vm).Where(each => each.Loader == boot).Select(each => each.Klass);
    }
}
