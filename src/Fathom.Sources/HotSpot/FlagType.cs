namespace Fathom.Sources.HotSpot;

/// <summary>The types of flags (runtime/flags/jvmFlag.hpp). Their order is that of the enumeration since JDK 17.</summary>
enum FlagType
{
    Bool,
    Int,
    Uint,
    Intx,
    Uintx,
    Uint64,
    SizeT,
    Double,
    Ccstr,
    CcstrList,
    Unknown,
}

/// <summary>Reads a flag's type: a number where the numbers mean what we think, a word up to JDK 16.</summary>
sealed class FlagTypes
{
    static readonly string[] Words =
        ["bool", "int", "uint", "intx", "uintx", "uint64_t", "size_t", "double", "ccstr", "ccstrlist"];

    /// <summary>One flag of each type that is likely to be printed wrong; all of them in every JDK with numbers.</summary>
    static readonly (string Name, FlagType Type)[] Known =
    [
        ("UseSerialGC", FlagType.Bool), ("MaxHeapSize", FlagType.SizeT), ("ThreadStackSize", FlagType.Intx),
        ("StringTableSize", FlagType.Uintx), ("NativeMemoryTracking", FlagType.Ccstr),
    ];

    readonly VmMemory _memory;
    readonly bool _numbered;

    public FlagTypes(VmFlags flags, VmMemory memory)
    {
        _memory = memory;
        _numbered = Array.TrueForAll(Known, each => flags.Places.TryGetValue(each.Name, out FlagPlace place) && Number(place) == each.Type);
    }

    public FlagType Of(FlagPlace place)
    {
        if (_numbered)
            return Number(place);
        int index = VmMemory.AsPointer(place.Type) is { } at && _memory.ReadName(at) is { } word ? Array.IndexOf(Words, word) : -1;
        return index < 0 ? FlagType.Unknown : (FlagType)index;
    }

    /// <summary>As VM.flags -all names it.</summary>
    public static string? Word(FlagType type) => type == FlagType.Unknown ? null : Words[(int)type];

    static FlagType Number(FlagPlace place) => (uint)(place.Type & uint.MaxValue) is var number && number < (uint)FlagType.Unknown
        ? (FlagType)number
        : FlagType.Unknown;
}
