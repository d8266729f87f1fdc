using Fathom.Accounting.Tracing;

namespace Fathom.Views.Tracing;

/// <summary>What memory from the kernel is for, in words and as JSON has it.</summary>
static class OsWords
{
    public static string Of(OsPurpose purpose) => purpose switch
    {
        OsPurpose.Arena => "malloc arenas",
        OsPurpose.MainArena => "malloc's main arena (brk)",
        OsPurpose.Block => "malloc's large blocks",
        OsPurpose.Stack => "thread stacks",
        OsPurpose.Jvm => "the JVM",
        OsPurpose.Loader => "the loader",
        OsPurpose.File => "files",
        _ => "mappings",
    };

    public static string Key(OsPurpose purpose) => purpose switch
    {
        OsPurpose.Arena => "arena",
        OsPurpose.MainArena => "main_arena",
        OsPurpose.Block => "malloc_block",
        OsPurpose.Stack => "stack",
        OsPurpose.Jvm => "jvm",
        OsPurpose.Loader => "loader",
        OsPurpose.File => "file",
        _ => "other",
    };

    public static string Caller(OsUse use) => use.Native ?? (use.Java is null ? "(the stack ends in libc)" : "Java");
}
