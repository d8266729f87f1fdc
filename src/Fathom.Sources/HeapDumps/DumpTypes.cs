namespace Fathom.Sources.HeapDumps;

/// <summary>The types of fields and elements (hprof_b_spec.h, hprofTag of heapDumper.cpp).</summary>
static class DumpTypes
{
    public const byte Object = 2;

    /// <returns>Zero for what is no type.</returns>
    public static int Length(byte type, int idLength) => type switch
    {
        Object => idLength,
        4 or 8 => 1,
        5 or 9 => 2,
        6 or 10 => 4,
        7 or 11 => 8,
        _ => 0,
    };

    public static string Name(byte type) => type switch
    {
        4 => "boolean",
        5 => "char",
        6 => "float",
        7 => "double",
        8 => "byte",
        9 => "short",
        10 => "int",
        _ => "long",
    };
}
