namespace Fathom.Live.Tests.Census;

/// <summary>Objects of stripped libraries: held by a long in Java, or by the library's own globals.</summary>
static class LibraryTruth
{
    internal static TruthProgram[] All { get; } =
    [
        // The class by its exported table of functions, and by nothing but its type's name.
        InJava("acme", "acme::Widget"), InNative("acme", "acme::Widget"),
        InJava("gadget", "acme::Gadget"), InNative("gadget", "acme::Gadget"),
        // No name is left of C's structures; they are of two kinds.
        InJava("ops", null), InNative("ops", null),
    ];

    static TruthProgram InJava(string library, string? structure) => Program(library, "java", jvm => Each(jvm, library, structure) with
    {
        Holders = ["com.example.Handle"],
        // The holder is no class of the JDK's itself.
        Referrers = ["com.example.Handles.kept", "com.example.Handle.peer"],
        Reach = ["java"],
    });

    static TruthProgram InNative(string library, string? structure) => Program(library, "native", jvm => Each(jvm, library, structure) with
    {
        Holders = [null!],
        Reach = ["native"],
        From = $"lib{library}.so",
    });

    static TruthProgram Program(string library, string where, Func<TruthJvm, Expected> expects) =>
        new($"{library}-{where}", ["com.example.Handles", library, where], jvm => [Block.Of(jvm["block"], jvm["objects"])], jvm => [expects(jvm)])
        {
            Owners = [$"lib{library}.so"],
        };

    /// <summary>The object and the block that it owns.</summary>
    static Expected Each(TruthJvm jvm, string library, string? structure)
    {
        const long leastObject = 64, mostObject = 144;
        return Expected.Of(jvm["objects"], jvm["block"] + leastObject, jvm["block"] + mostObject + 32) with
        {
            Owners = [$"lib{library}.so"],
            Structure = structure,
        };
    }
}
