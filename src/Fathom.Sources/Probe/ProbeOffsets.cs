using System.Globalization;
using Fathom.Sources.HotSpot;

namespace Fathom.Sources.Probe;

/// <summary>
/// Where this JVM keeps a method's names, for the probe to tell stacks by name: a class that is loaded again is another
/// object under the same name. All nought where vmStructs does not say it; then methods are told by their ids.
/// </summary>
static class ProbeOffsets
{
    static readonly (string Type, string Field)[] Fields =
    [
        ("Method", "_constMethod"), ("ConstMethod", "_constants"), ("ConstMethod", "_name_index"), ("ConstMethod", "_signature_index"),
        ("", ""), ("ConstantPool", "_pool_holder"), ("Klass", "_name"), ("Symbol", "_length"), ("Symbol", "_body"),
    ];

    /// <summary>The last one in which a method's id leads to the method; in JDK 26 it is a number (JDK-8268406).</summary>
    const int LastFeature = 25;

    public static ushort[] Of(Vm vm)
    {
        ushort[] offsets = new ushort[Fields.Length];
        if (Feature(vm) is not (>= 8 and <= LastFeature))
            return offsets;
        for (int i = 0; i < Fields.Length; i++)
        {
            (string type, string field) = Fields[i];
            ulong? offset = field.Length == 0 ? vm.Tables.Size("ConstantPool") : vm.Tables.Field(type, field) is { IsStatic: false } found ? found.Offset : null;
            if (offset is not { } at || at > ushort.MaxValue)
                return new ushort[Fields.Length];
            offsets[i] = (ushort)at;
        }
        return offsets;
    }

    /// <summary>"17.0.15+6", and "1.8.0_412-b08".</summary>
    static int? Feature(Vm vm)
    {
        string? version = vm.PointerStatic("Abstract_VM_Version", "_s_internal_vm_info_string") is { } text ? BuildText.Parse(vm.Memory.ReadName(text))?.Version : null;
        string[] numbers = (version ?? "").Split('.', '+', '-', '_');
        string feature = numbers[0] == "1" && numbers.Length > 1 ? numbers[1] : numbers[0];
        return int.TryParse(feature, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
