using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>Which method an object is, by the names that it leads to (method.hpp, constMethod.hpp).</summary>
static class MethodNames
{
    /// <summary>Its class as the JVM calls it, and its name; null where it is not a method, or not any more.</summary>
    public static (string Owner, string Name)? Of(Vm vm, Address method)
    {
        Address? constant = vm.Pointer(method, "Method", "_constMethod"), pool = vm.Pointer(constant, "ConstMethod", "_constants");
        if (vm.At(constant, "ConstMethod", "_name_index") is not { } at || vm.Memory.UInt16(at) is not { } number
            || vm.Tables.Size("ConstantPool") is not { } size || pool is not { } start || vm.Pointer(pool, "ConstantPool", "_pool_holder") is not { } klass)
            return null;
        return Klasses.Name(vm, klass) is { } owner && Klasses.Symbol(vm, JavaFields.Symbol(vm, start + (long)size, number)) is { } name ? (owner, name) : null;
    }
}
