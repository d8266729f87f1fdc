using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// The address ranges that metaspace took from the kernel (memory/metaspace/virtualSpaceNode.hpp). vmStructs does not
/// show them; the two contexts are private statics, so .symtab names them. A library without .symtab (Alpine, Debian's
/// JDK 8) is asked by way of its class loaders.
/// </summary>
static class MetaspaceNodes
{
    const string NonClassContext = "_ZN9metaspace16MetaspaceContext23_nonclass_space_contextE";
    const string ClassContext = "_ZN9metaspace16MetaspaceContext20_class_space_contextE";
    // The lists themselves, up to JDK 15 (memory/metaspace.hpp).
    const string NonClassList = "_ZN9Metaspace11_space_listE";
    const string ClassList = "_ZN9Metaspace17_class_space_listE";

    public static IReadOnlyList<string> Symbols { get; } = [NonClassContext, ClassContext, NonClassList, ClassList];

    public static IEnumerable<JvmRange> Read(Vm vm, VmSymbols symbols, IReadOnlyList<Mapping> mappings)
    {
        IReadOnlyList<(Address At, ulong Size)?> places = symbols.Private(Symbols);
        MetaspaceNode node = new(vm, mappings);
        JvmRange[] named =
        [
            .. Of(node, OfContext(vm, places[0]?.At) ?? Pointer(vm, places[2]?.At), JvmPart.Metaspace),
            .. Of(node, OfContext(vm, places[1]?.At) ?? Pointer(vm, places[3]?.At), JvmPart.ClassSpace),
        ];
        return named.Length > 0 ? named : new MetaspaceSearch(vm, mappings).Find();
    }

    static IEnumerable<JvmRange> Of(MetaspaceNode node, Address? list, JvmPart part) =>
        list is { } at && node.FirstOf(at) is { } first ? node.From(first).Select(range => AsPart(range, part)) : [];

    public static JvmRange AsPart(AddressRange range, JvmPart part) =>
        new(range, part, part == JvmPart.ClassSpace ? "class" : "nonclass");

    /// <summary>MetaspaceContext { name, list, chunks }.</summary>
    static Address? OfContext(Vm vm, Address? context) => Pointer(vm, Pointer(vm, context) + 8);

    static Address? Pointer(Vm vm, Address? at) => at is { } place ? vm.Memory.Pointer(place) : null;
}
