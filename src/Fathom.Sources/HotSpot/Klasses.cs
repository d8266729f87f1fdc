using System.Text;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// Classes of the boot loader, by name. They are never unloaded, so their list can be walked while the JVM runs
/// (classfile/classLoaderData.cpp; the boot loader's data is the first made and so the last of the list).
/// </summary>
static class Klasses
{
    const int MostLoaders = 1_000_000;
    const int MostClasses = 200_000;
    const int LongestSymbol = 256;

    public static Dictionary<string, Address> Find(Vm vm, IReadOnlyCollection<string> names)
    {
        Dictionary<string, Address> found = [];
        Address? klass = BootLoader(vm) is { } loader ? vm.Pointer(loader, "ClassLoaderData", "_klasses") : null;
        for (int i = 0; i < MostClasses && klass is { } one && found.Count < names.Count; i++)
        {
            if (Name(vm, one) is { } name && names.Contains(name))
                found.TryAdd(name, one);
            klass = vm.Pointer(one, "Klass", "_next_link");
        }
        return found;
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

    static Address? BootLoader(Vm vm)
    {
        Address? loader = vm.PointerStatic("ClassLoaderDataGraph", "_head");
        for (int i = 0; i < MostLoaders && loader is { } one; i++)
        {
            Address? next = vm.Pointer(one, "ClassLoaderData", "_next");
            if (next is null)
                return one;
            loader = next;
        }
        return null;
    }
}
